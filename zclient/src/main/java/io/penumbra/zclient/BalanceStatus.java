package io.penumbra.zclient;

/**
 * How evenly copies are spread, as the leader sees it. A chunkserver's share is what it holds of
 * what it could hold.
 *
 * @param spread by how much the shares of two chunkservers may differ before copies move
 * @param unevenness by how much those of the fullest and the emptiest do
 * @param bytesLeft above the average, if it is too uneven and copies can move
 * @param bytesDone what this leader has moved
 * @param bytesPerSecond in the last minute
 * @param complete false until all chunks were looked at with this spread
 */
public record BalanceStatus(
        double spread,
        double unevenness,
        long bytesLeft,
        long bytesDone,
        long bytesPerSecond,
        boolean complete) {
    /** As even as asked for, or as copies far from each other can be. */
    public boolean isEven() {
        return complete && bytesLeft == 0;
    }
}
