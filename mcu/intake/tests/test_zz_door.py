import json, time, cProfile, pstats, io
from django.test import Client
from mcu.intake.tests.connections import signed
def test_cost(connected, django_assert_max_num_queries):
    c = Client(); door = connected.door
    def go(n):
        b = json.dumps(connected.service.says(f"Мусор {n} "*30, thread=f"t{n}")).encode()
        return c.post(door, b, content_type="application/json", headers=signed(b))
    for n in range(20): go(n)
    t = time.process_time()
    for n in range(300): assert go(1000+n).status_code == 200
    per = (time.process_time()-t)/300*1000
    p = cProfile.Profile(); p.enable()
    for n in range(200): go(5000+n)
    p.disable(); s = io.StringIO(); pstats.Stats(p, stream=s).sort_stats("cumtime").print_stats(45)
    open("/tmp/flows-prof.txt","w").write(f"cpu ms per request {per:.2f}\n"+s.getvalue())
