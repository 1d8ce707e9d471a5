from bank.account import Account
from bank.money import Money


def test_deposit() -> None:
    assert Account("x").deposit(Money(1))
