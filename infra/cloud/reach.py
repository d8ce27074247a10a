"""Tries to reach addresses from where it is started: prints those that a connection gets to, whether somebody listens there
or not. Reads lines of: name, address, port."""

import errno
import select
import socket
import sys
import time

waiting, reached = {}, set()
for line in sys.stdin:
    name, address, port = line.split()
    attempt = socket.socket()
    attempt.setblocking(False)
    problem = attempt.connect_ex((address, int(port)))
    if problem in (0, errno.ECONNREFUSED):
        reached.add((name, port))
    elif problem == errno.EINPROGRESS:
        waiting[attempt.fileno()] = (attempt, name, port)

poll = select.poll()
for number in waiting:
    poll.register(number, select.POLLOUT)
# Long enough for one that was lost to be sent again.
end = time.monotonic() + 2.5
while waiting and time.monotonic() < end:
    for number, _ in poll.poll(100):
        attempt, name, port = waiting.pop(number)
        poll.unregister(number)
        if attempt.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) in (0, errno.ECONNREFUSED):
            reached.add((name, port))
        attempt.close()
for name, port in sorted(reached):
    print(name, port)
