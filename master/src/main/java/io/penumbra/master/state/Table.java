package io.penumbra.master.state;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.ClientId;
import io.penumbra.master.record.Place;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The tables of the state, each a range of keys that begins with one letter. Numbers in keys are
 * eight bytes, big-endian, so that they sort.
 */
enum Table {
    /** letter → where the state stands, and counters. */
    META('m'),
    /** directory, name → inode. */
    DENTRIES('d'),
    /** inode → attributes, and a file's first extents. */
    INODES('i'),
    /** inode, end of the extent in the file → extent, beyond the first few. */
    EXTENTS('x'),
    CHUNKS('c'),
    /** client, chunk → nothing: the chunks that a session may still write to. */
    WRITING('w'),
    /** chunk → nothing: the chunks whose seal has begun and not ended. */
    SEALING('g'),
    SESSIONS('s'),
    /** client, sequence → outcome. */
    OUTCOMES('o'),
    /** slot of a ring → client whose session has ended. */
    ENDED('e'),
    CLASSES('k'),
    /** chunkservers that ever joined. */
    SERVERS('v'),
    /** chunkserver → mode, of those that do not just serve. */
    MODES('S'),
    /** slot of a ring → event. */
    EVENTS('n'),
    /** end, inode → how far it is reclaimed: what was deleted and is not gone. */
    DETACHED('t'),
    /** key of the namespace, end → what was there until then, and since when. */
    HISTORY('h'),
    /** end, key → nothing: history in the order in which it may be forgotten. */
    FADING('f'),
    /** snapshot's index, end, key → nothing: past its time, kept for a snapshot alone. */
    PINNED('p'),
    /** name → snapshot. */
    SNAPSHOTS('q'),
    /** index, name → nothing: the snapshots in the order of their indexes. */
    PINS('y'),
    /** index → nothing: snapshots that are gone, whose history is not. */
    UNPINNED('z'),
    /** second → the last index before it. */
    MOMENTS('j'),
    /** led time → the last index before it. */
    LED('a'),
    /** directory → its parent, its quota, and how much is below it. */
    TREES('u'),
    /** client, last id of a range → first id: inode ids that a session may use. */
    RANGES('r'),
    /** client, inode → how many bytes in how many extents: files that nobody sees yet. */
    UPLOADS('U'),
    /** last of a range → first: the chunks that were collected, for ever. */
    TOMBSTONES('T'),
    /** chunk, end of some moves in it → where its frames went. */
    MOVES('M'),
    /** class, SHA-256 → where a piece of that content was written. */
    PIECES('D'),
    /** chunk, place → the piece that was written there, and how many values name just that. */
    PLACES('P'),
    /** class → how many pieces it has. */
    PIECE_TOTALS('K'),
    /** inode, client → lock. */
    LOCKS('l'),
    /** client, inode → nothing: the locks of each session. */
    LOCKED('b');

    private final byte letter;

    Table(char letter) {
        this.letter = (byte) letter;
    }

    byte[] key() {
        return new byte[] {letter};
    }

    byte[] key(long number) {
        return ByteBuffer.allocate(1 + Long.BYTES).put(letter).putLong(number).array();
    }

    byte[] key(long first, long second) {
        return ByteBuffer.allocate(1 + 2 * Long.BYTES)
                .put(letter)
                .putLong(first)
                .putLong(second)
                .array();
    }

    byte[] key(long number, byte[] rest) {
        return ByteBuffer.allocate(1 + Long.BYTES + rest.length)
                .put(letter)
                .putLong(number)
                .put(rest)
                .array();
    }

    byte[] key(long first, long second, byte[] rest) {
        return ByteBuffer.allocate(1 + 2 * Long.BYTES + rest.length)
                .put(letter)
                .putLong(first)
                .putLong(second)
                .put(rest)
                .array();
    }

    boolean holds(byte[] key) {
        return key.length > 0 && key[0] == letter;
    }

    byte[] key(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + bytes.length).put(letter).put(bytes).array();
    }

    byte[] key(String text, ByteString rest) {
        var start = key(text);
        // No text has a zero in it, so no key of one text is among those of another.
        var key = Arrays.copyOf(start, start.length + 1 + rest.size());
        rest.copyTo(key, start.length + 1);
        return key;
    }

    /** The text in a key made of one. */
    static String lastText(byte[] key) {
        return new String(key, 1, key.length - 1, StandardCharsets.UTF_8);
    }

    static byte[] dentry(Place place) {
        var name = place.name().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + Long.BYTES + name.length)
                .put(DENTRIES.letter)
                .putLong(place.directory().value())
                .put(name)
                .array();
    }

    /** The name in a key made by {@link #dentry}. */
    static String dentryName(byte[] key) {
        int start = 1 + Long.BYTES;
        return new String(key, start, key.length - start, StandardCharsets.UTF_8);
    }

    static byte[] outcome(ClientId client, long sequence) {
        return OUTCOMES.key(client.value(), sequence);
    }

    /** The number with which a key begins. */
    static long firstNumber(byte[] key) {
        return ByteBuffer.wrap(key).getLong(1);
    }

    static long secondNumber(byte[] key) {
        return ByteBuffer.wrap(key).getLong(1 + Long.BYTES);
    }

    /** The last number in a key. */
    static long lastNumber(byte[] key) {
        return ByteBuffer.wrap(key).getLong(key.length - Long.BYTES);
    }

    /** The first key after this one. */
    static byte[] after(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    /** The first key after all that begin with {@code prefix}. */
    static byte[] afterAll(byte[] prefix) {
        var end = prefix.clone();
        for (int i = end.length - 1; i > 0; i--) {
            if (++end[i] != 0) {
                return end;
            }
        }
        end[0]++; // a letter, so it never overflows
        return end;
    }
}
