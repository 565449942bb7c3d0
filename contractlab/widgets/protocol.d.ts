// What the live views and their screens say to each other: written by tests/widgets/typescript.py.

export interface AskName {
  name: string;
}

export type BlockJson = ParagraphJson | TableJson | DetailsJson | BulletsJson | CodeJson | PictureJson;

export interface BulletsJson {
  t: "list";
  items: LineJson[];
}

export interface CandidateJson {
  choice: number;
  sentence: LineJson;
  about: LineJson;
  passed: number;
  tried: number;
}

export interface CellJson {
  line: LineJson;
  indent?: number;
  faint?: boolean;
  strong?: boolean;
  center?: boolean;
  span?: number;
}

export interface CodeAnswer {
  code: string;
}

export interface CodeJson {
  t: "pre";
  text: string;
}

export interface Conflict {
  title: string;
  text: string;
  theirs?: MarkText[];
  mine?: MarkText[];
}

export interface DetailsJson {
  t: "details";
  summary: LineJson;
  blocks: BlockJson[];
  open: boolean;
}

export type DiffLine = [string, string];

export interface ExampleChoice {
  contract: number;
  example: number;
  title: string;
}

export type FieldKind = "string" | "number" | "boolean" | "null" | "json";

export type FoldJson = [string, number[], number, number, number];

export type LineJson = SpanJson[];

export interface LookingJson {
  done: number;
  total: number;
  seconds: number;
  running: boolean;
}

export interface MarkJson {
  box: [number, number, number, number];
  look: string;
  label?: string;
  starts?: boolean;
  tip?: string;
  cell?: [number, number];
}

export interface MeaningJson {
  example: string;
  effect: string;
  sentence: LineJson;
}

export interface NotSaved {
  conflict: Conflict;
}

export type Nothing = Record<string, never>;

export interface NothingToSave {
  nothing: string;
}

export interface ParagraphJson {
  t: "p";
  role: string;
  line: LineJson;
}

export interface Param {
  name: string;
  shown: string;
  value: string;
  kind: string;
  typed?: FieldKind;
}

export interface PictureJson {
  t: "picture";
  title: LineJson;
  name: string;
  about: string;
  width: number;
  height: number;
  least: number;
  frame: string;
  dense: boolean;
  places: MarkJson[];
  strokes: number[][];
  marks: MarkJson[];
  words: WordsJson[];
}

export interface RowJson {
  cells: CellJson[];
  hot?: boolean;
  fold?: FoldJson;
  bracket?: string;
}

export interface Saved {
  saved: string;
}

export interface Saving {
  meaning: MeaningJson[];
  more: number;
  lines: MarkText[];
  places: string;
  file: string;
  button: string;
}

export interface SentenceAnswer {
  sentence: string;
}

export type SpanJson = MarkText | [string, string, string] | EffectCell;

export interface TableJson {
  t: "table";
  kind: string;
  rows: RowJson[];
  head?: string[];
  caption?: LineJson;
}

export interface Unsettled {
  choices: CandidateJson[];
  here: number;
  alike: number;
}

export interface VerdictCount {
  text: string;
  tone: string;
  number: number;
}

export interface WordsJson {
  x: number;
  y: number;
  spans: MarkText[];
  anchor: string;
  whole?: string;
}

export interface AskCell extends AskRow {
  column: number;
}

export interface AskEdit extends AskRow {
  column?: number;
}

export interface AskRaw extends AskCell {
  offset: number;
  plain?: boolean;
}

export interface AskRow {
  row: number;
}

export interface AskSelected {
  rows: number[];
}

export interface AskSettleCell extends AskCell {
  choice: number;
  alike: boolean;
}

export interface AskUnfold extends AskCell {
  fold: FoldJson;
}

export interface BlocksTab {
  id: string;
  label: string;
  blocks: BlockJson[];
}

export interface CauseJson {
  letter: string;
  sentence: LineJson;
  about: string;
  path: string;
}

export interface CellAnswer {
  cell: InspectedCell;
}

export interface ChangesPush {
  op: "changes";
  cells: OverlayCell[];
  sentence: string;
}

export interface Command {
  name: string;
  text: string;
}

export interface DocumentColumn {
  name: string;
  verdicts: string;
  findings: ([number, number])[];
}

export interface ExplorerPayload {
  title: string;
  columns: string[];
  groups: ([string, number])[];
  rows: MatrixRowJson[];
  states: string[];
  dense: boolean;
  left: number;
  causes: CauseJson[];
  more_causes: number;
  status: string;
  empty: string[];
  counts?: Record<string, number>;
  under?: Record<string, string>;
  details?: Record<string, InspectedCell>;
  pairs?: PairWords;
  document?: DocumentColumn;
}

export interface InspectedCell {
  description: string;
  version: string;
  verdict: string;
  word?: string;
  letters: string;
  more: number;
  head: BlockJson[];
  tabs: (BlocksTab | RawTab)[];
  copy: Command[];
  history?: LineJson;
  unsettled?: Unsettled;
  cite?: Command[];
}

export type MarkText = [string, string];

export type MatrixRowJson = [string, string, string, string, number[], number];

export type OverlayCell = [number, number, string, string];

export interface PairWords {
  noun: string;
  corner: string;
  folded: string;
  legend: string;
  words: Record<string, string>;
  row_marks: MarkText[][];
  column_marks: MarkText[][];
  start: number[];
}

export interface PicturesAnswer {
  pictures: PictureJson[];
  empty: string;
}

export interface RawAnswer {
  raw: RawText;
}

export interface RawTab {
  id: string;
  label: string;
  raw: RawText;
  expected: string;
}

export interface RawText {
  text: string;
  total: number;
  next: number | null;
  laid_out: boolean;
}

export interface RowsAnswer {
  rows: RowJson[];
}

export interface RowsPush {
  op: "rows";
  rows: ([number, MatrixRowJson])[];
  count: number;
  view: Partial<ExplorerPayload>;
}

export interface ViewAnswer {
  view: ExplorerPayload;
}

export interface ViewPush {
  op: "view";
  view: ExplorerPayload;
}

export interface AcrossAnswer {
  button: string;
}

export interface AlikeAnswer {
  alike: AlikePlace[];
}

export interface AlikePlace {
  example: string;
  path: string;
  rule: string;
  selected?: boolean;
}

export interface BodySection {
  kind: "body";
  field: string;
  rows: (ValueRow | MoreRow)[];
  left: number;
  none?: string;
  raw?: string;
  too_long?: string;
  unasked?: Unasked[];
}

export interface CameBack {
  text: string;
  at?: string;
  mark?: string;
}

export interface CapturedPlace {
  version: string;
  source: string;
  verdict: string;
}

export interface CapturedValue {
  text: string;
  versions: string;
  number: number;
}

export interface CountOfChanges {
  text: string;
  tone: string;
}

export interface DeclaredMatcher {
  matcher: string;
  fields: Record<string, string | number>;
  nullable: boolean;
  label: string;
}

export interface EditorChange {
  delta?: EditorDelta;
}

export type EditorDelta = Partial<Omit<EditorPayload, "tabs">> & { tabs?: (Tab | null)[]; tab_ids?: string[]; };

export interface EditorPayload {
  file: string;
  format: string;
  parameters: string;
  changed: boolean;
  edits: string;
  code: string;
  undo: string;
  redo: string;
  gone: boolean;
  what_if: VerdictPreviewJson;
  title: string;
  tabs: Tab[];
  states: StateForm[];
  description?: string;
  captures?: number;
  known_states?: string[];
  start?: Start | null;
  partial?: number;
  seen?: CapturedPlace[];
  seen_at?: number;
}

export interface FieldRow {
  name: string;
  value: string;
  rule: RuleChip;
  fixed: boolean;
  edited: boolean;
  misfit?: string;
  seen?: string;
  wrong?: boolean;
  came?: CameBack;
}

export interface FieldsSection {
  kind: "fields";
  rows: FieldRow[];
  suggestions: SuggestionChip[];
}

export interface FormField {
  name: string;
  label: string;
  kind: string;
  choices: string[];
}

export interface MatcherChoice {
  matcher: string;
  fields: Record<string, string>;
  nullable: boolean;
  label: string;
  meaning: string;
  matched: number;
  of: number;
  takes: boolean[];
  now: boolean;
}

export interface MatcherForm {
  name: string;
  label: string;
  fields: FormField[];
}

export interface MatcherPanel {
  path: string;
  shared: boolean;
  forms: MatcherForm[];
  chip: RuleChip;
  declared: DeclaredMatcher | null;
  nullable: boolean;
  misfit: string;
  wider: string[];
  value: string;
  values: CapturedValue[];
  choices: MatcherChoice[];
  suggestions?: SuggestionChip[];
}

export interface MoreRow {
  more: number;
  level: number;
}

export type NamedField = "headers" | "query" | "metadata";

export interface NamedRow {
  name: string;
  shown: string;
  value: string;
  rule: RuleChip;
  edited: boolean;
  misfit?: string;
  seen?: string;
  wrong?: boolean;
  typed?: FieldKind;
  came?: CameBack;
}

export interface NamedSection {
  kind: "named";
  field: NamedField;
  rows: NamedRow[];
  suggestions: SuggestionChip[];
}

export interface NewOddity {
  text: string;
}

export interface PanelAnswer {
  panel: MatcherPanel;
}

export interface RuleChip {
  label: string;
  origin: string;
  edited: boolean;
  whole?: string;
  at?: string;
  unchecked?: boolean;
}

export interface SavingAnswer {
  saving: Saving | NothingToSave;
}

export type Section = BodySection | NamedSection | FieldsSection;

export interface Start {
  tab: string;
  at?: (string | number)[];
  focus?: string;
}

export interface StateForm {
  name: string;
  shown: string;
  params: Param[];
  used: number;
  stub: string;
}

export interface SuggestionChip {
  id: string;
  label: string;
  evidence: string;
}

export interface Tab {
  id: string;
  part: string;
  label: string;
  sections: Section[];
  by: string;
}

export interface TryAnswer {
  fits: boolean;
  text: string;
  what_if: string;
}

export interface Unasked {
  at: (string | number)[];
  label: string;
  came?: string;
}

export interface ValueRow {
  at: (string | number)[];
  key: string;
  level: number;
  kind: string;
  rule: RuleChip;
  size?: string;
  brackets?: string;
  open?: number;
  value?: string;
  typed?: FieldKind;
  long?: string;
  came?: CameBack;
  edited?: boolean;
  misfit?: string;
  seen?: string;
  wrong?: boolean;
  suggestions?: SuggestionChip[];
}

export interface VerdictPreviewJson {
  sentence: string;
  counts: CountOfChanges[];
  versions: VersionVerdicts[];
  broken: LineJson | null;
}

export interface VersionVerdicts {
  version: string;
  before: string;
  after: string;
}

export interface WarningsAnswer {
  warnings: NewOddity[];
}

export interface AskAcross extends AskMatcher {
  places: number[] | null;
}

export interface AskAlike extends AskTarget {

}

export interface AskBody extends AtPart {
  text: string;
}

export interface AskCapture {
  number: number;
}

export interface AskField extends AtPart {
  name: string;
  text: string;
}

export interface AskFlag {
  value: boolean;
}

export interface AskMatcher extends AskTarget {
  matcher: string;
  fields: Record<string, string>;
  nullable: boolean;
}

export interface AskMovedState extends AskName {
  index: number;
}

export interface AskNamed extends AtName {
  text: string;
  kind?: FieldKind;
  new?: boolean;
}

export interface AskNewKey extends AskValue {
  key: string;
}

export interface AskParam extends AtParam {
  text: string;
  kind?: FieldKind;
  new?: boolean;
}

export interface AskRenamed extends AtName {
  key: string;
}

export interface AskRenamedKey extends AtValue {
  key: string;
}

export interface AskRenamedState extends AskName {
  key: string;
  everywhere?: boolean;
}

export interface AskTarget extends AtPart {
  field: string;
  at?: (string | number)[];
  name?: string;
}

export interface AskText {
  text: string;
}

export interface AskValue extends AtValue {
  text: string;
  kind?: FieldKind;
}

export interface AtName extends AtPart {
  field: string;
  name: string;
}

export interface AtParam extends AskName {
  state: string;
}

export interface AtPart {
  part: string;
}

export interface AtValue extends AtPart {
  at: (string | number)[];
}

export interface AskParamEverywhere extends AskName {
  key: string;
  text: string;
  kind?: FieldKind;
  look?: boolean;
  selected?: boolean;
}

export interface AskStateName extends AskName {
  text: string;
  merge?: boolean;
}

export interface AskStateParam extends AtStateParam {
  text: string;
  kind?: FieldKind;
}

export interface AskStatePlace extends AtState {
  index: number;
}

export interface AtState extends AskName {
  contract: number;
  example: number;
}

export interface AtStateParam extends AtState {
  key: string;
}

export interface ParamEverywhere {
  sentence: string;
}

export interface RenameAnswer {
  exists: string;
}

export interface StateUser {
  contract: number;
  example: number;
  title: string;
  params: Param[];
  place: number;
  of: number;
}

export interface StateUsers {
  name: string;
  shown: string;
  used: string;
  users: StateUser[];
  more: number;
  stub: string;
  selected?: number;
}

export interface StatesChange {
  view?: StatesPayload;
}

export interface StatesPayload {
  states: StateUsers[];
  left: number;
  contracts: string[];
  examples: ExampleChoice[];
  edits: string;
  code: string;
  parameters: string;
  sentence: string;
}

export interface AmbiguousJson {
  id: string;
  number: number;
  examples: number;
  sentence: LineJson;
}

export interface AskAll {
  turn: boolean;
}

export interface AskAssign {
  number: number;
  contract?: number;
  example: number | null;
}

export interface AskCandidates extends AskGroup {
  version: string;
}

export interface AskDrop extends AskName {
  text: string;
  version: string;
}

export interface AskGroup {
  group: string;
}

export interface AskPromote extends AskName {
  number: number;
  contract: number;
}

export interface AskRows {
  list: string;
  offset: number;
}

export interface AskSettle extends AskCandidates {
  choice: number;
}

export interface CandidatesAnswer {
  group: string;
  version: string;
  number: number;
  request: LineJson;
  candidates: CandidateJson[];
  versions: string[];
  apart: string;
  evidence: LineJson;
  code: string;
}

export interface CaptureCounts {
  total: number;
  matched: number;
  ambiguous: number;
  unmatched: number;
  ignored: number;
  others: number;
}

export interface CaptureRow {
  number: number;
  kind: string;
  line: LineJson;
  version: string;
  origin: string;
  by_hand: boolean;
  fits: boolean;
  verdict: string;
  promote: boolean;
  example?: string;
  letter?: string;
  why?: LineJson;
  then?: string;
}

export interface CapturesChange {
  view?: CapturesPayload;
}

export interface CapturesPayload {
  rows: CaptureRow[];
  total: number;
  sentence: string;
  counts: CaptureCounts;
  groups: GroupJson[];
  more_groups: number;
  ignored: GroupJson[];
  ambiguous: AmbiguousJson[];
  examples: ExampleChoice[];
  contracts: string[];
  removed: Removed[];
  problems: string[];
}

export interface GroupAction {
  op: string;
  label: string;
  main: boolean;
}

export interface GroupJson {
  id: string;
  number: number;
  first: number;
  sentence: LineJson;
  about: LineJson;
  actions: GroupAction[];
  code: string;
  then?: Verdicts;
}

export interface PromoteAnswer extends SentenceAnswer {
  code: string;
}

export interface Removed {
  part: string;
  name: string;
  times: number;
}

export interface RowsPage {
  rows: CaptureRow[];
  total: number;
}

export interface Verdicts {
  passed: number;
  failed: number;
  error: number;
  tried: number;
}

export interface AskOption {
  number: number;
  name: string;
}

export interface AskRepair {
  number: number;
}

export type EffectCell = [string, string, string, string];

export interface FoldedRepair {
  name: string;
  reason: string;
}

export interface OptionRow {
  number: number;
  name: string;
  meaning: string;
  sentence: string;
  applies: boolean;
  cells: EffectCell[];
  more: number;
  code: string;
}

export interface RepairDetails {
  cells: EffectCell[];
  more: number;
  lines: MarkText[];
  file: string;
  code: string;
}

export interface RepairRow {
  number: number;
  name: string;
  meaning: string;
  evidence: string;
  strictness: string;
  rather: string;
  applies: boolean;
  counts: VerdictCount[];
  of: string;
  still: string;
}

export interface RepairsAnswer {
  view: RepairsPayload;
}

export interface RepairsPayload {
  letter: string;
  sentence: LineJson;
  note: string;
  rows: RepairRow[];
  folded: FoldedRepair[];
  options: OptionRow[];
  text: string;
  about: string;
  looking: LookingJson | null;
}

export interface StalePush {
  op: "stale";
}

export interface AskExample {
  at: string;
}

export interface AskRun {
  what: "all" | "broken" | "some";
  some?: string[];
}

export interface LiveChange {
  view?: LivePayload;
}

export interface LiveCounts {
  all: number;
  broken: number;
  asked: number;
}

export interface LiveDetails {
  steps: LiveStep[];
  traceback: string;
  request: string;
  response: string;
  blocks: BlockJson[];
}

export interface LiveFact {
  label: string;
  text: string;
  more: string;
}

export interface LivePayload {
  facts: LiveFact[];
  missing: MissingPart[];
  unused: string[];
  rows: LiveRow[];
  left: number;
  counts: LiveCounts;
  sentence: string;
  problem: string;
  code: string;
  file: string;
  going?: RunGoing;
}

export interface LivePush {
  op: "going" | "view";
  view?: LivePayload;
  going?: RunGoing;
}

export interface LiveRow {
  at: string;
  title: string;
  verdict: string;
  sentence: LineJson;
  states: LiveState[];
  request: LineJson;
  answer: string;
  time: string;
  edited: boolean;
}

export interface LiveState {
  name: string;
  mark: StateMark;
  values: string;
}

export interface LiveStep {
  doing: string;
  state: string;
  time: string;
  failed: boolean;
  values: string;
}

export interface MissingPart {
  sentence: string;
  examples: string[];
  left: number;
  code: string;
}

export interface RunGoing {
  done: number;
  of: number;
  at: string;
  title: string;
  doing: string;
}

export type StateMark = "done" | "failed" | "missing" | "asked";

export interface StepAnswer {
  rows: LiveRow[];
  goes_on: boolean;
}

export interface AdviceJson {
  name: string;
  meaning: string;
  code: string;
}

export interface AskAdvice {
  number: number;
  advice: number;
}

export interface AskInsight {
  topic: Topic;
}

export interface AskInsightRow {
  number: number;
}

export interface InsightAnswer {
  view: InsightPayload;
}

export interface InsightDetails {
  lines: MarkText[];
  more: number;
  advice: AdviceJson[];
  none: string;
}

export interface InsightPayload {
  topic: Topic;
  topics: InsightTopic[];
  title: string;
  note: string;
  rows: InsightRow[];
  left: number;
  looking: LookingJson | null;
}

export interface InsightRow {
  number: number;
  label: string;
  about: string;
  sentence: string;
  bar: number[];
  tone: "weak" | "nobody" | "failed" | "plain";
}

export interface InsightTopic {
  id: Topic;
  label: string;
}

export type Topic = "coverage" | "strictness" | "drift";

export interface AskAgain {
  row: number;
}

export interface AskChange {
  number: number;
}

export interface AskFileName extends AskChange {
  name: string;
}

export interface AskFiles {
  files: number[];
}

export interface AskLook {
  number: number;
}

export interface AskPanel {
  name: "states" | "captures" | "live" | "define" | "insight";
}

export interface AskRepairs {
  cause: number | null;
  row?: number;
}

export interface BarPush {
  op: "bar";
  bar: DeskBar;
}

export interface ChangeRow {
  number: number;
  label: string;
  place: string;
  code: string;
  effects: VerdictCount[];
  saved: boolean;
}

export interface ChangesAnswer {
  undone: string[];
  changes: ChangeRow[];
  left: number;
}

export interface ChecksAnswer {
  checks: ChecksJson | null;
}

export interface ChecksJson {
  done: number;
  total: number;
  seconds: number;
  running: boolean;
}

export interface DeskBar {
  checks: ChecksJson | null;
  title: string;
  tabs: DeskTab[];
  undo: string;
  redo: string;
  edits: string;
  code: string;
  counts: VerdictCount[];
  plain: string;
  options: boolean;
  sources: string;
  origins: OriginJson[];
}

export interface DeskPanels {
  matrix: ExplorerPayload;
  editor?: EditorPayload;
  states?: StatesPayload;
  captures?: CapturesPayload;
  repairs?: RepairsPayload;
  live?: LivePayload;
  define?: DefinePayload;
  insight?: InsightPayload;
}

export interface DeskPayload {
  bar: DeskBar;
  tab: Place;
  panels: DeskPanels;
}

export interface DeskTab {
  id: Place;
  label: string;
  figure: string;
  dot?: boolean;
}

export interface FileToSave {
  number: number;
  file: string;
  contract: string;
  meaning: MeaningJson[];
  more: number;
  lines: MarkText[];
  places: string;
  counts: VerdictCount[];
  conflict?: Conflict;
}

export interface FilesAnswer {
  files: FileToSave[];
}

export interface FilesSaved {
  saved: string;
  problem: string;
}

export interface LivePanelPush {
  op: "live";
  view: LivePayload;
}

export interface OriginJson {
  contract: string;
  place: LineJson;
}

export interface PanelAnswered {
  broken?: BlockJson[];
  view?: StatesPayload | CapturesPayload | LivePayload | DefinePayload | InsightPayload;
}

export interface PanelPush {
  op: "panel";
  name: "editor";
  view: EditorPayload;
}

export type Place = "matrix" | "changes" | "states" | "captures" | "live" | "define" | "insight";

export interface RepairsPanelPush {
  op: "repairs";
  view: RepairsPayload;
}

export interface AskNumber {
  number: number;
}

export interface AskServe {
  on: boolean;
}

export interface AskTry {
  method: string;
  target: string;
  headers: string;
  body: string;
}

export interface DefineAnswer {
  view: DefinePayload;
}

export interface DefineCode {
  code: string;
}

export interface DefinePayload {
  card: BlockJson[];
  examples: TriedExample[];
  address: string;
  received: string[];
  shown: number;
  answer: BlockJson[];
  code: string;
}

export interface DefinePush {
  op: "received";
  view: DefinePayload;
}

export interface TriedExample {
  title: string;
  proved: boolean;
  request: TriedRequest;
}

export interface TriedRequest {
  method: string;
  target: string;
  headers: string;
  body: string;
}

export type ExplorerProtocol = {
  payload: ExplorerPayload;
  operations: {
    cell: { message: AskCell; answer: CellAnswer };
    raw: { message: AskRaw; answer: RawAnswer };
    unfold: { message: AskUnfold; answer: RowsAnswer };
    edit: { message: AskEdit; answer: SentenceAnswer };
    select: { message: AskSelected; answer: Nothing };
    settle: { message: AskSettleCell; answer: SentenceAnswer };
    code: { message: AskCell; answer: CodeAnswer };
    pictures: { message: Nothing; answer: PicturesAnswer };
    ask: { message: Nothing; answer: ViewAnswer };
  };
  heard: ViewPush | RowsPush | ChangesPush;
};

export type EditorProtocol = {
  payload: EditorPayload;
  operations: {
    set_value: { message: AskValue; answer: EditorChange };
    add_key: { message: AskNewKey; answer: EditorChange };
    rename_key: { message: AskRenamedKey; answer: EditorChange };
    remove: { message: AtValue; answer: EditorChange };
    set_body: { message: AskBody; answer: EditorChange };
    add_seen: { message: AtValue; answer: EditorChange };
    set_named: { message: AskNamed; answer: EditorChange };
    rename_named: { message: AskRenamed; answer: EditorChange };
    remove_named: { message: AtName; answer: EditorChange };
    set_field: { message: AskField; answer: EditorChange };
    panel: { message: AskTarget; answer: PanelAnswer & EditorChange };
    set_matcher: { message: AskMatcher; answer: EditorChange };
    drop_rule: { message: AskTarget; answer: EditorChange };
    try: { message: AskMatcher; answer: TryAnswer & EditorChange };
    alike: { message: AskAlike; answer: AlikeAnswer & EditorChange };
    try_across: { message: AskAcross; answer: AcrossAnswer & EditorChange };
    set_across: { message: AskAcross; answer: SentenceAnswer & EditorChange };
    rest: { message: Nothing; answer: EditorChange };
    look_at: { message: AskCapture; answer: EditorChange };
    warnings: { message: Nothing; answer: WarningsAnswer & EditorChange };
    describe: { message: AskText; answer: EditorChange };
    set_pending: { message: AskFlag; answer: EditorChange };
    suggest: { message: AskName; answer: EditorChange };
    undo: { message: Nothing; answer: EditorChange };
    redo: { message: Nothing; answer: EditorChange };
    code: { message: Nothing; answer: CodeAnswer & EditorChange };
    saving: { message: Nothing; answer: SavingAnswer & EditorChange };
    save: { message: Nothing; answer: (Saved | NotSaved) & EditorChange };
    save_as: { message: AskName; answer: Saved & EditorChange };
    state_add: { message: AskName; answer: EditorChange };
    state_remove: { message: AskName; answer: EditorChange };
    state_move: { message: AskMovedState; answer: EditorChange };
    state_rename: { message: AskRenamedState; answer: EditorChange };
    param_set: { message: AskParam; answer: EditorChange };
    param_remove: { message: AtParam; answer: EditorChange };
  };
  heard: EditorChange;
};

export type StatesProtocol = {
  payload: StatesPayload;
  operations: {
    rename: { message: AskStateName; answer: RenameAnswer & StatesChange };
    add: { message: AtState; answer: StatesChange };
    remove: { message: AtState; answer: StatesChange };
    move: { message: AskStatePlace; answer: StatesChange };
    param: { message: AskStateParam; answer: StatesChange };
    drop_param: { message: AtStateParam; answer: StatesChange };
    param_everywhere: { message: AskParamEverywhere; answer: ParamEverywhere & StatesChange };
  };
  heard: StatesChange;
};

export type CapturesProtocol = {
  payload: CapturesPayload;
  operations: {
    drop: { message: AskDrop; answer: SentenceAnswer & CapturesChange };
    assign: { message: AskAssign; answer: SentenceAnswer & CapturesChange };
    promote: { message: AskPromote; answer: PromoteAnswer & CapturesChange };
    rows: { message: AskRows; answer: RowsPage & CapturesChange };
    candidates: { message: AskCandidates; answer: CandidatesAnswer & CapturesChange };
    settle: { message: AskSettle; answer: SentenceAnswer & CapturesChange };
    settle_all: { message: AskAll; answer: SentenceAnswer & CapturesChange };
    apply: { message: AskGroup; answer: SentenceAnswer & CapturesChange };
    ignore: { message: AskGroup; answer: SentenceAnswer & CapturesChange };
    show: { message: AskGroup; answer: SentenceAnswer & CapturesChange };
  };
  heard: CapturesChange;
};

export type RepairsProtocol = {
  payload: RepairsPayload;
  operations: {
    details: { message: AskRepair; answer: RepairDetails };
    apply: { message: AskRepair; answer: SentenceAnswer };
    apply_option: { message: AskOption; answer: SentenceAnswer };
    renew: { message: Nothing; answer: RepairsAnswer };
    go_on: { message: Nothing; answer: RepairsAnswer };
    stop: { message: Nothing; answer: RepairsAnswer };
  };
  heard: StalePush;
};

export type ProviderProtocol = {
  payload: LivePayload;
  operations: {
    run: { message: AskRun; answer: SentenceAnswer & LiveChange };
    step: { message: Nothing; answer: StepAnswer & LiveChange };
    stop: { message: Nothing; answer: SentenceAnswer & LiveChange };
    details: { message: AskExample; answer: LiveDetails & LiveChange };
    save: { message: AskName; answer: SentenceAnswer & LiveChange };
  };
  heard: LivePush;
};

export type InsightProtocol = {
  payload: InsightPayload;
  operations: {
    show: { message: AskInsight; answer: InsightAnswer };
    details: { message: AskInsightRow; answer: InsightDetails };
    apply: { message: AskAdvice; answer: SentenceAnswer };
    renew: { message: Nothing; answer: InsightAnswer };
    go_on: { message: Nothing; answer: InsightAnswer };
    stop: { message: Nothing; answer: InsightAnswer };
  };
  heard: StalePush;
};

export type DeskProtocol = {
  payload: DeskPayload;
  operations: {
    open: { message: AskPanel; answer: PanelAnswered };
    undo: { message: Nothing; answer: SentenceAnswer };
    redo: { message: Nothing; answer: SentenceAnswer };
    undo_to: { message: AskChange; answer: SentenceAnswer };
    changes: { message: Nothing; answer: ChangesAnswer };
    saving: { message: Nothing; answer: FilesAnswer };
    save: { message: AskFiles; answer: FilesSaved };
    save_as: { message: AskFileName; answer: FilesSaved };
    code: { message: Nothing; answer: CodeAnswer };
    close_editor: { message: Nothing; answer: Nothing };
    repairs: { message: AskRepairs; answer: Nothing };
    look: { message: AskLook; answer: Nothing };
    close_repairs: { message: Nothing; answer: Nothing };
    again: { message: AskAgain; answer: SentenceAnswer };
    go_on: { message: Nothing; answer: ChecksAnswer };
    cancel_checks: { message: Nothing; answer: ChecksAnswer };
    check_rest: { message: Nothing; answer: Nothing };
  };
  heard: BarPush | PanelPush | RepairsPanelPush | LivePanelPush;
};

export type DefineProtocol = {
  payload: DefinePayload;
  operations: {
    look: { message: Nothing; answer: DefineAnswer };
    serve: { message: AskServe; answer: DefineAnswer };
    try: { message: AskTry; answer: DefineAnswer };
    show: { message: AskNumber; answer: DefineAnswer };
    code: { message: Nothing; answer: DefineCode };
  };
  heard: DefinePush;
};
