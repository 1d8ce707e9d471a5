def sharpen(knife: str) -> str:
    return knife
