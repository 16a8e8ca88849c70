package io.penumbra.zclient.data;

import io.penumbra.core.InvariantViolation;
import io.penumbra.core.chunk.DamagedException;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.Member;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Reads all copies of an extent, checked, and compares them. */
public final class CopyComparison {
    private final PinnedFile file;
    private final ExtentReader reader;
    private final Lane.Ways ways;
    private final CopyCalls calls;

    /** What became of reading one copy. */
    public sealed interface Result {
        record Read(String digest) implements Result {}

        /** Some of its bytes are not right, here or there. */
        record Damaged(String reason) implements Result {}

        /** Its server has not all of it. */
        record Missing(String reason) implements Result {}

        record Unreachable(String reason) implements Result {}

        /** It passes every checksum, and another copy that does has other bytes. */
        record Different(String reason) implements Result {}
    }

    public record Copy(Member member, Result result) {}

    CopyComparison(PinnedFile file, ExtentReader reader, Lane.Ways ways, CopyCalls calls) {
        this.file = file;
        this.reader = reader;
        this.ways = ways;
        this.calls = calls;
    }

    /** Each copy, and what is wrong with it; servers look at what is. */
    public List<Copy> of(Extent extent) throws IOException, InterruptedException {
        var members = file.members(extent.chunk());
        var readings = members.stream().map(member -> start(member, extent)).toList();
        var copies = new ArrayList<Copy>();
        for (int i = 0; i < members.size(); i++) {
            copies.add(new Copy(members.get(i), await(readings.get(i))));
        }
        long versions =
                copies.stream()
                        .map(Copy::result)
                        .filter(Result.Read.class::isInstance)
                        .distinct()
                        .count();
        return copies.stream().map(copy -> judged(copy, extent, versions > 1)).toList();
    }

    private CompletableFuture<Result> start(Member member, Extent extent) {
        var done = new CompletableFuture<Result>();
        ways.threads()
                .virtual(
                        "compare " + member.getServer(),
                        () -> {
                            try {
                                done.complete(read(member, extent));
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                                done.completeExceptionally(e);
                            }
                        });
        return done;
    }

    private static Result await(CompletableFuture<Result> reading)
            throws IOException, InterruptedException {
        try {
            return reading.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    /** One that does not answer is asked a second time. */
    private Result read(Member member, Extent extent) throws InterruptedException {
        var first = readOnce(member, extent);
        return first instanceof Result.Unreachable ? readOnce(member, extent) : first;
    }

    private Result readOnce(Member member, Extent extent) throws InterruptedException {
        var sha = newSha();
        try {
            reader.readFrom(member, List.of(extent), (_, bytes) -> sha.update(bytes));
            return new Result.Read(HexFormat.of().formatHex(sha.digest()));
        } catch (DamagedException e) {
            return new Result.Damaged(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return new Result.Unreachable(e.toString());
        } catch (RefusedException e) {
            var reason = e.refusal().reason();
            if (e.code() == RefusalCode.DAMAGED) {
                return new Result.Damaged(reason);
            }
            return e.code() == RefusalCode.NOT_FOUND
                    ? new Result.Missing(reason)
                    : new Result.Unreachable(reason);
        }
    }

    /** What is found is never kept to oneself: the server looks, and reports. */
    private Copy judged(Copy copy, Extent extent, boolean differ) {
        if (!(copy.result() instanceof Result.Damaged)
                && !(copy.result() instanceof Result.Read && differ)) {
            return copy;
        }
        try {
            var check = calls.check(copy.member(), extent.chunk());
            if (check.getDamaged()) {
                return new Copy(copy.member(), new Result.Damaged(check.getFinding()));
            }
        } catch (IOException | RefusedException e) {
            if (copy.result() instanceof Result.Damaged) {
                return copy;
            }
        }
        return copy.result() instanceof Result.Damaged
                ? copy
                : new Copy(
                        copy.member(),
                        new Result.Different("its bytes are not those of another copy"));
    }

    private static MessageDigest newSha() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new InvariantViolation("every Java has SHA-256: " + e.getMessage());
        }
    }
}
