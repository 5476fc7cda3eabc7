"""What others wrapped: folders and files beside which lists say what every byte was. They are verified, not made."""
