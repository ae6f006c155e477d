"""files.*: uploads in three steps, and files that take a while to be known."""

from __future__ import annotations

import json

from tests.loopback_slack.calling import RefusedError, Request, method
from tests.loopback_slack.world import Json, Message, Upload

_BEGINNINGS = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}


@method("files.getUploadURLExternal")
async def upload_url(request: Request) -> Json:
    request.scope("files:write")
    name, length = request.needs("filename"), int(request.needs("length"))
    made = request.world.next("F")
    alt = str(request.arguments.get("alt_txt", ""))
    request.world.files[made] = Upload(made, request.grant.team, name, length, alt)
    return {"upload_url": f"{request.base}/upload/{made}", "file_id": made}


@method("files.completeUploadExternal")
async def complete(request: Request) -> Json:
    request.scope("files:write")
    given = request.arguments.get("files")
    wanted = json.loads(given) if isinstance(given, str) else given
    if not wanted:
        raise RefusedError("invalid_arguments", "missing required field: files")
    uploads = [_uploaded(request, each["id"]) for each in wanted]
    for upload in uploads:
        upload.complete, upload.slow = True, request.world.slow_files
        if not upload.slow:
            upload.mimetype = _mimetype(upload)
    if request.arguments.get("channel_id"):
        _share(request, uploads)
    return {"files": [{"id": upload.id, "title": upload.name} for upload in uploads]}


@method("files.info")
async def info(request: Request) -> Json:
    request.scope("files:read")
    upload = request.world.files.get(request.needs("file"))
    if upload is None or upload.team != request.grant.team or not upload.complete:
        raise RefusedError("file_not_found")
    upload.slow -= 1
    if upload.slow <= 0:
        upload.mimetype = _mimetype(upload)
    return {"file": _shown(upload)}


@method("files.delete")
async def delete(request: Request) -> Json:
    request.scope("files:write")
    if request.world.files.pop(request.needs("file"), None) is None:
        raise RefusedError("file_not_found")
    return {}


def _uploaded(request: Request, name: str) -> Upload:
    upload = request.world.files.get(name)
    if upload is None or upload.team != request.grant.team or upload.content is None:
        raise RefusedError("file_not_found")
    if len(upload.content) != upload.length:
        raise RefusedError("file_upload_size_mismatch")
    return upload


def _share(request: Request, uploads: list[Upload]) -> None:
    """Post the files into a channel, as a message of its own."""
    request.arguments["channel"] = request.arguments["channel_id"]
    channel = request.writable()
    message = Message(
        request.world.ts(),
        channel.id,
        request.grant.user,
        str(request.arguments.get("initial_comment") or ""),
        thread_ts=str(request.arguments.get("thread_ts") or ""),
        files=[_shown(upload) for upload in uploads],
    )
    for upload in uploads:
        upload.channel = channel.id
    request.world.add(message)


def _shown(upload: Upload) -> Json:
    return {
        "id": upload.id,
        "name": upload.name,
        "title": upload.name,
        "mimetype": upload.mimetype,
        "filetype": upload.mimetype.partition("/")[2],
        "size": upload.length,
        "alt_txt": upload.alt,
    }


def _mimetype(upload: Upload) -> str:
    content = upload.content or b""
    found = (kind for start, kind in _BEGINNINGS.items() if content.startswith(start))
    return next(found, "text/plain")
