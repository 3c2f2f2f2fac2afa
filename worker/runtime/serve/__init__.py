"""HTTP in front of a Worker: ASGI on one side, `js` Requests and Responses on the other, and what is answered
when the Worker fails. Reads no files and watches none."""
