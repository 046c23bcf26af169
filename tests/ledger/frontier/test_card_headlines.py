"""When a card's headline is another post's, and when it is the same one's in another form."""

from __future__ import annotations

import pytest

from mayadeen_crawler.ledger.frontier.card_headlines import is_another

NETS = "Tyre: the fishing fleet counts its nets before the winter"


@pytest.mark.parametrize(
    ("shown", "known"),
    [
        (NETS, NETS),
        ("Tyre: the fishing fleet counts its…", NETS),
        ("TYRE - FISHING FLEET COUNTS ITS NETS", NETS),
        ("Fishermen of Tyre are counting nets", NETS),
        ("Watch: nets of Tyre, one by one", NETS),
        ("Noon bulletin", NETS),
        ("Video", NETS),
        ("القوارب تعود إلى مرفأ صور", "عودة قوارب الصيد إلى المرفأ في صور قبل العاصفة"),
        ("والصيادون يعدّون الشباك في صور", "الصيادون يعدون شباكهم"),
        ("La flota pesquera cuenta sus redes", "Tiro: la flota cuenta las redes antes del frío"),
    ],
)
def test_one_post_in_other_words(shown: str, known: str) -> None:
    assert not is_another(shown, known)
    assert not is_another(known, shown)


@pytest.mark.parametrize(
    ("shown", "known"),
    [
        ("Ministers meet in Amman over shared water", NETS),
        ("The wheat council raises its price for millers", NETS),
        ("مجلس القمح يرفع سعر الطحين في بيروت", "الصيادون يعدّون شباكهم في صور قبل الشتاء"),
        ("El consejo del trigo sube el precio", "Tiro: la flota cuenta las redes antes del frío"),
    ],
)
def test_two_posts(shown: str, known: str) -> None:
    assert is_another(shown, known)
    assert is_another(known, shown)
