"""Large uploads on their way in."""

from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler

from mcu.core import disk


class SpoolingHandler(TemporaryFileUploadHandler):
    """Keeps what is uploaded in a temporary file; without room for it the page refuses in words.

    An error here would come before any page and end as a fault of the program.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            super().receive_data_chunk(raw_data, start)
            self.file.flush()
        except OSError as failure:
            refusal = disk.no_room(failure)
            if refusal is None:
                raise
            assert self.request
            self.request.upload_refused = refusal  # type: ignore[attr-defined]
            raise SkipFile from failure
