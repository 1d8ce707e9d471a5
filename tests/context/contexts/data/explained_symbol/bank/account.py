from bank.money import Money


class Account:
    def __init__(self, owner: str) -> None:
        self.owner = owner
        self.balance = Money(0)

    def deposit(self, amount: Money) -> Money:
        """Add money."""
        self.balance = self.balance.plus(amount)
        return self.balance

    def withdraw(self, amount: Money) -> Money:
        return amount
