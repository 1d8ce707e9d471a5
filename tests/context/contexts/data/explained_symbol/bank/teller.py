from bank.account import Account
from bank.money import Money


def serve(account: Account) -> None:
    # R1 symbol 400
    # R1 + what it is about: self.balance = self.balance.plus(amount)
    # R1 + is used here: def plus(self, other: "Money") -> "Money"
    # R1 + is around it: class Account
    # R1 + stands beside it: def withdraw(self, amount: Money) -> Money
    # R1 + calls it: account.deposit(Money(5))
    # R1 + tests it: Account("x").deposit(Money(1))
    account.dep▮osit(Money(5))
