package io.penumbra.master.placement;

import io.penumbra.core.id.Medium;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Address;
import java.util.Map;

/** A chunkserver as it was last heard of. */
public record Server(
        ServerId id, Address endpoint, String host, String rack, Load load, boolean live) {
    /** The last twentieth of a disk is not for new chunks. */
    private static final int RESERVED_SHARE = 20;

    /** Of a disk, or of several. */
    public record Room(long capacityBytes, long freeBytes) {
        public Room plus(Room other) {
            return new Room(capacityBytes + other.capacityBytes, freeBytes + other.freeBytes);
        }

        boolean isEnough() {
            return freeBytes > capacityBytes / RESERVED_SHARE;
        }
    }

    /**
     * How much it has to do, and room for more.
     *
     * @param media how much of that is on what
     */
    public record Load(
            long capacityBytes, long freeBytes, int openStreams, Map<Medium, Room> media) {
        public Load {
            media = Map.copyOf(media);
        }

        /** Of a server of whose disks nothing else is known. */
        public Load(long capacityBytes, long freeBytes, int openStreams) {
            this(capacityBytes, freeBytes, openStreams, Map.of());
        }
    }

    boolean hasRoom() {
        return new Room(load.capacityBytes(), load.freeBytes()).isEnough();
    }

    /** Whether it has any of this, with room or without. */
    boolean has(Medium medium) {
        return load.media().containsKey(medium);
    }

    /** Whether a chunk that wants to be on this would be. */
    boolean offers(Medium medium) {
        var room = load.media().get(medium);
        return medium.isAny() || (room != null && room.isEnough());
    }
}
