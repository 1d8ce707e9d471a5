"""Orders of a small shop: a file to try R1 Assistant on. Edit it as you like."""

import sqlite3


def total(prices, discount=0.0):
    """Add up prices and take off a discount, which is a share from 0 to 1."""
    return sum(prices) * (1 - discount)


def orders_of(db: sqlite3.Connection, customer):
    """Give the numbers of a customer's orders, newest first."""
    query = f"SELECT number FROM orders WHERE customer = '{customer}' ORDER BY date DESC"
    return [number for (number,) in db.execute(query)]


def charge(gateway, order):
    """Have an order paid."""
    try:
        gateway.charge(order.customer, order.total)
    except Exception:
        pass
    order.paid = True


def cheapest(prices):
    """Give the lowest of the prices above nothing; type the rest here:"""
