"""The API as files: a copy that works without the server, and outlives it.

crawl    application -> every answer, by following every link
layout   answers -> files, so that any web server finds them
nginx    files -> the configuration of one that answers like the API
folder   files -> the disk, whole or not at all
write    all of it
"""
