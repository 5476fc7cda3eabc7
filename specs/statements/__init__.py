"""What a sender, a receiver or a caller states of a delivery, a programme or a mix, and what is waived."""
