class Named:
    def describe(self): ...

    def shared(self): ...


class Left(Named):
    pass


class Right(Named):
    def shared(self): ...  # right


class Both(Left, Right):
    def go(self):
        self.shared()
#            ^ -> pkg/inner/base.py: def shared(self): ...  # right [member]


class Shape(Named):
    def __init__(self): ...
