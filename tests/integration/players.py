"""Libraries of other players, as those write them: players.py FOLDER MUSIC

MUSIC holds Angel.flac (50 s), Roads.flac, Björk/01 Hunter.flac; one more track that each
player knows lies nowhere.
"""
import gzip, os, sqlite3, struct, sys, urllib.parse

out, music = sys.argv[1], sys.argv[2]
songs = [
    # path, title, artist, seconds, stars, plays, skips, last played
    (f'{music}/Mezzanine/Angel.flac', 'Angel', 'Massive Attack', 2, 4, 12, 1, 1600000000),
    (f'{music}/Dummy/Roads.flac', 'Roads', 'Portishead', 2, 5, 7, 0, 1610000000),
    (f'{music}/Björk/01 Hunter.flac', 'Hunter', 'Björk', 2, 0, 3, 2, 0),
    (f'{music}/Gone/Lost for good.flac', 'Lost', 'Nobody', 2, 3, 9, 0, 1620000000),
]


def put(path, data):
    path = os.path.join(out, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    mode = 'wb' if isinstance(data, bytes) else 'w'
    with open(path, mode) as f:
        f.write(data)


# cmus: the cache of version 0x0d, on 64 bits
cache = b'CTC\x0d\0\0\0\x01'
for path, title, artist, s, _, plays, _, _ in songs:
    strings = b''
    for text in [path, 'flac', '', 'title', title, 'artist', artist, 'album', 'A']:
        strings += text.encode() + b'\0'
    entry = struct.pack('<IiqIIi52x', 80 + len(strings), plays, 1, s, 900, -1) + strings
    cache += b'\0' * (-len(cache) % 8) + entry
put('cmus/cache', cache)
put('cmus/lib.pl', ''.join(s[0] + '\n' for s in songs))
put('cmus/playlists/Quiet', ''.join(songs[i][0] + '\n' for i in (1, 3, 0)))

# MPD: the database, stickers, a playlist; paths from its music folder
db = 'info_begin\nformat: 2\nmpd_version: 0.23.12\nfs_charset: UTF-8\ntag: Title\ninfo_end\n'
for path, title, artist, s, *_ in songs:
    folder, name = os.path.relpath(path, music).split('/')
    db += f'directory: {folder}\nmtime: 1\nbegin: {folder}\nsong_begin: {name}\n'
    db += f'Time: {s}.000\nTitle: {title}\nArtist: {artist}\nmtime: 1\nsong_end\n'
    db += f'end: {folder}\n'
put('mpd/database', gzip.compress(db.encode()))
put('mpd/playlists/Loud.m3u', ''.join(os.path.relpath(songs[i][0], music) + '\n'
                                       for i in (0, 1)))
stickers = os.path.join(out, 'mpd/sticker.sql')
if os.path.exists(stickers):
    os.remove(stickers)
c = sqlite3.connect(stickers)
c.execute('CREATE TABLE sticker(type VARCHAR NOT NULL, uri VARCHAR NOT NULL,'
          ' name VARCHAR NOT NULL, value VARCHAR NOT NULL)')
for path, _, _, _, stars, plays, skips, last in songs:
    uri = os.path.relpath(path, music)
    for name, value in [('rating', stars * 2), ('playCount', plays),
                        ('skipCount', skips), ('lastPlayed', last)]:
        c.execute("INSERT INTO sticker VALUES('song',?,?,?)", (uri, name, str(value)))
c.commit()
c.close()


def url(path):
    return 'file://' + urllib.parse.quote(path)


# Rhythmbox
x = '<?xml version="1.0" standalone="yes"?>\n<rhythmdb version="2.0">\n'
for path, title, artist, s, stars, plays, _, last in songs:
    x += (f'<entry type="song"><title>{title}</title><artist>{artist}</artist>'
          f'<duration>{s}</duration><location>{url(path)}</location>'
          f'<first-seen>1500000000</first-seen><last-played>{last}</last-played>'
          f'<rating>{stars}</rating><play-count>{plays}</play-count></entry>\n')
x += '<entry type="iradio"><location>http://x/y</location></entry></rhythmdb>\n'
put('rhythmbox/rhythmdb.xml', x)
x = '<?xml version="1.0"?>\n<rhythmdb-playlists>'
x += '<playlist name="Rain &amp; snow" type="static">'
x += ''.join(f'<location>{url(songs[i][0])}</location>' for i in (2, 1))
x += '</playlist><playlist name="Rules" type="automatic"><conjunction/></playlist>'
x += '</rhythmdb-playlists>\n'
put('rhythmbox/playlists.xml', x)

# iTunes on Windows
tracks = items = ''
for i, (path, title, artist, s, stars, plays, skips, last) in enumerate(songs):
    where = 'file://localhost/C:/Users/me/Music/' + urllib.parse.quote(
        os.path.relpath(path, music))
    tracks += (f'<key>{100 + i}</key><dict><key>Track ID</key><integer>{100 + i}</integer>'
               f'<key>Name</key><string>{title}</string>'
               f'<key>Artist</key><string>{artist}</string>'
               f'<key>Total Time</key><integer>{s * 1000}</integer>'
               f'<key>Play Count</key><integer>{plays}</integer>'
               '<key>Play Date UTC</key><date>2020-09-13T12:26:40Z</date>'
               f'<key>Skip Count</key><integer>{skips}</integer>'
               f'<key>Rating</key><integer>{stars * 20}</integer>'
               f'<key>Location</key><string>{where}</string></dict>\n')


def items_of(numbers):
    return ('<key>Playlist Items</key><array>' + ''.join(
        f'<dict><key>Track ID</key><integer>{100 + i}</integer></dict>' for i in numbers)
        + '</array>')


put('itunes/Library.xml', '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE plist PUBLIC "-//Apple Computer//DTD PLIST 1.0//EN"'
    ' "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n'
    '<plist version="1.0"><dict><key>Major Version</key><integer>1</integer>'
    f'<key>Tracks</key><dict>{tracks}</dict><key>Playlists</key><array>'
    '<dict><key>Name</key><string>Library</string><key>Master</key><true/>'
    f'{items_of(range(4))}</dict>'
    '<dict><key>Name</key><string>Sets</string>'
    '<key>Playlist Persistent ID</key><string>AB12</string><key>Folder</key><true/>'
    f'{items_of((0,))}</dict>'
    '<dict><key>Name</key><string>AC/DC</string>'
    '<key>Parent Persistent ID</key><string>AB12</string>'
    f'{items_of((1, 0, 1))}</dict></array></dict></plist>\n')
