"""A mailbox: letters in by IMAP; answers leave by the mail server of the program."""
