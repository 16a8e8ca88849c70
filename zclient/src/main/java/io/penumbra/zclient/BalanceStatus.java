package io.penumbra.zclient;

/**
 * How evenly copies are spread, as the leader sees it. A chunkserver's share is what it holds of
 * what it could hold.
 *
 * @param spread by how much the shares of two chunkservers may differ before copies move
 * @param unevenness by how much those of the fullest and the emptiest do
 * @param bytesLeft that are to move, if any are
 * @param bytesDone what this leader has moved
 * @param bytesPerSecond in the last minute
 * @param complete false until all chunks were looked at with this spread
 * @param tooClose chunks whose copies are on fewer hosts or racks than they could be
 */
public record BalanceStatus(
        double spread,
        double unevenness,
        long bytesLeft,
        long bytesDone,
        long bytesPerSecond,
        boolean complete,
        long tooClose) {
    /** As even as asked for, or as copies can be that are as far from each other as they can. */
    public boolean isEven() {
        return complete && bytesLeft == 0 && tooClose == 0;
    }
}
