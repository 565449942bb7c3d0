"""Letters and the ASCII text that ContractCase's file names have for them.

The romanisations are those of npm's slug 9 (MIT), which ContractCase uses. Letters of the Latin script that are an
ASCII letter with marks are listed alone: their text is the letter without its marks.
"""

from __future__ import annotations

import unicodedata

__all__ = ["LETTERS", "SEQUENCES"]

_MARKED = (
    "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖŐŌÙÚÛÜŰÝàáâãäåçèéêëìíîïñòóôõöőōùúûüűýÿşŞİğĞčďěňřšťůžČĎĚŇŘŠŤŮŽľĺŕĽĹŔąćęńśźżĄĆĘŃŚ"
    "ŹŻāēģīķļņūĀĒĢĪĶĻŅŪėįųĖĮŲțȚţŢșȘăĂẠẢẦẤẬẨẪẰẮẶẲẴẸẺẼỀẾỆỂỄỊỈĨỌỎỒỐỘỔỖƠỜỚỢỞỠỤỦŨƯỪỨỰỬỮỲỴỶỸạảầấậẩẫằắặẳẵẹẻẽềếệể"
    "ễịỉĩọỏồốộổỗơờớợởỡụủũưừứựửữỳỵỷỹǌǉ"
)

_ROMANISED = (
    "ÆAE ÐD ØO ÞTH ßss æae ðd øo ŒOE œoe þth ẞSS ıi łl ŁL ĐD đd ǋNJ ǈLJ əe ƏE "
    "αa βb γg δd εe ζz ηh θth ιi κk λl μm νn ξ3 οo πp ρr σs τt υy φf χx ψps ωw άa έe ίi όo ύy ήh ώw ςs ϊi "
    "ΰy ϋy ΐi ΑA ΒB ΓG ΔD ΕE ΖZ ΗH ΘTh ΙI ΚK ΛL ΜM ΝN Ξ3 ΟO ΠP ΡR ΣS ΤT ΥY ΦF ΧX ΨPS ΩW ΆA ΈE ΊI ΌO ΎY ΉH "
    "ΏW ΪI ΫY "
    "аa бb вv гg дd еe ёyo жzh зz иi йj кk лl мm нn оo пp рr сs тt уu фf хh цc чch шsh щsh ъu ыy эe юyu "
    "яya АA БB ВV ГG ДD ЕE ЁYo ЖZh ЗZ ИI ЙJ КK ЛL МM НN ОO ПP РR СS ТT УU ФF ХH ЦC ЧCh ШSh ЩSh ЪU ЫY ЭE "
    "ЮYu ЯYa ЄYe ІI ЇYi ҐG єye іi їyi ґg ӘAE әae ҒGH ғgh ҚKH қkh ҢNG ңng ҮUE үue ҰU ұu ҺH һh ӨOE өoe ђdj "
    "јj љlj њnj ћc џdz ЂDj Јj ЉLj ЊNj ЋC ЏDz "
    "أa إi بb تt ثth جg حh خkh دd ذth رr زz سs شsh صs ضd طt ظth عaa غgh فf قk كk لl مm نn هh وo يy ءaa ةa "
    "آa اa پp ژzh گg چch کk یi "
    "अa आaa एe ईii ऍei ऎae ऐai इi ओo ऑoi ऒoii ऊuu औou उu बB भBha चCa छChha डDa ढDha फFa गGa घGha हHa जJa "
    "झJha कKa खKha लL ळLi ऌLi ऴLii ॡLii मMa नNa ङNa ञNia णNae ऩNi ॐoms पPa रRa ऋRi ॠRi ऱRi सSa शSha षShha "
    "टTa तTa ठTha दTha थTha धThha वVa यYa "
    "აa ბb გg დd ეe ვv ზz თt იi კk ლl მm ნn ოo პp ჟzh რr სs ტt უu ფp ქk ღgh ყq შsh ჩch ცts ძdz წts ჭch "
    "ხkh ჯj ჰh "
    "בv גg דd הh וv זz חh טt יy כkh ךkh לl מm םm נn ןn סs פf ףf ץts צts קk רr תt "
)

_SEQUENCES = (
    "फ़=Fi ग़=Ghi ख़=Khi क़=Qi ड़=ugDha ढ़=ugDhha य़=Yi ज़=Za בִי=i בֵ=e בֵי=e בֶ=e בַ=a בָ=a בֹ=o וֹ=o "
    "בֻ=u וּ=u בּ=b כּ=k ךּ=k פּ=p שׁ=sh שׂ=s בְ=e חֱ=e חֲ=a חֳ=o בִ=i "
)


def _unmarked(letter: str) -> str:
    return "".join(
        character for character in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(character)
    )


LETTERS: dict[str, str] = {
    **{letter: _unmarked(letter) for letter in _MARKED},
    **{entry[0]: entry[1:] for entry in _ROMANISED.split()},
}
"""One letter each."""

SEQUENCES: dict[str, str] = dict(entry.split("=") for entry in _SEQUENCES.split())
"""Two or three letters that are romanised together."""
