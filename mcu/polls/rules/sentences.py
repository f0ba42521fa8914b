"""What the journal says of polls: one sentence for each code of an act."""

SENTENCES: dict[str, str] = {
    "poll.save": "записано голосование",
    "poll.count": "внесены итоги голосования: голосов {votes}",
    "poll.use": "учтены итоги голосования",
    "poll.import": "загружены голосования: новых {new}, изменено {updated}",
}
