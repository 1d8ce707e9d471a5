from tools import sharpen


class Box:
    """A box that many things are put into, one after the other."""

    capacity: int = 3

    def put(self, item: object) -> None:
        self.items.append(item)

    def step_01(self): return 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1
    def step_02(self): return 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1
    def step_03(self): return 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1
    def step_04(self): return 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1
    def step_05(self): return 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1
    def step_06(self): return 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1
    def step_07(self): return 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1
    def step_08(self): return 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1
    def step_09(self): return 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1
    def step_10(self): return 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1
    def step_11(self): return 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1
    def step_12(self): return 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1

    # R1 completion 420
    # R1 + is around it: class Box
    # R1 + any: def put(self, item: object) -> None
    # R1 + imports of the file: from tools import sharpen
    # R1 - return 1
    def fill(self, knife):
        self.put(sharpen(knife))
        self.▮
