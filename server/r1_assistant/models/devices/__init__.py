"""What a machine computes with: its NPUs, graphics cards and CPU, and what reaches them."""
