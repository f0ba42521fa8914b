"""Every eraser of the program by the code of what it erases; nobody registers one by magic."""

from mcu.cases.actions.erase import ERASERS as CASES
from mcu.core.erasing import Eraser
from mcu.desk.actions.subject import ERASER as SUBJECT
from mcu.intake.actions.erase import ERASERS as INTAKE
from mcu.portal.actions.erase import ERASERS as PORTAL
from mcu.quality.actions.erase import ERASERS as QUALITY
from mcu.tasks.actions.erase import ERASERS as TASKS

ERASERS: dict[str, Eraser] = {
    eraser.what: eraser for eraser in (*CASES, *TASKS, *INTAKE, *QUALITY, *PORTAL, SUBJECT)
}
