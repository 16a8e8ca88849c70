package io.penumbra.gateway.cluster;

import io.penumbra.core.port.Clock;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.cluster.TakenLocks.Taken;
import io.penumbra.gateway.route.Arguments;
import io.penumbra.gateway.route.Content;
import io.penumbra.gateway.route.Exchange;
import io.penumbra.gateway.route.Method;
import io.penumbra.gateway.route.Parameter;
import io.penumbra.gateway.route.Route;
import io.penumbra.zclient.FileLock;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Locks on files and directories, which bind those who ask for them. */
final class LockRoutes {
    private static final String LOCK = "/locks/{path}";
    private static final Content LOCK_JSON = Content.json(LockJson.class);
    private static final long SECONDS = 30;
    private static final long SECONDS_MAX = 3_600;
    private static final Parameter TOKEN =
            Parameter.text("token", "The token of the answer that gave the lock.").required();
    private static final Parameter FOR =
            Parameter.number("seconds", 1, SECONDS_MAX, "For how long; else 30.");

    private final ZClient client;
    private final TakenLocks taken;

    LockRoutes(ZClient client, Clock clock) {
        this.client = client;
        this.taken = new TakenLocks(client, clock);
    }

    List<Route> routes() {
        return List.of(
                lock(Method.GET, "Who holds locks on a file or directory.")
                        .answers(200, "They do.", Content.json(HeldJson.class))
                        .by(this::held),
                lock(Method.POST, "Takes a lock, or is refused with 423; it ends by itself.")
                        .takes(FOR, Parameter.flag("shared", "Others may share it."))
                        .answers(201, "It is held.", LOCK_JSON)
                        .by(this::take),
                lock(Method.PUT, "Holds a lock for longer, from now on.")
                        .takes(TOKEN, FOR)
                        .answers(200, "It is held.", LOCK_JSON)
                        .by(this::renew),
                lock(Method.DELETE, "Ends a lock.")
                        .takes(TOKEN)
                        .answers(204, "It has ended.")
                        .by(this::release));
    }

    private static Route.Draft lock(Method method, String summary) {
        return Route.of(method, LOCK, summary)
                .where("path", "The file's or directory's path from the root.");
    }

    /**
     * A lock.
     *
     * @param token what ends and renews it, at the same gateway
     * @param user who holds it, and
     * @param description by which program: if somebody else's
     */
    record LockJson(
            @Nullable String token,
            String path,
            String mode,
            String until,
            @Nullable String user,
            @Nullable String description) {
        static LockJson of(Taken taken) {
            return new LockJson(
                    taken.token(),
                    taken.path(),
                    word(taken.mode()),
                    taken.until().toString(),
                    null,
                    null);
        }

        static LockJson of(String path, FileLock.Held held) {
            return new LockJson(
                    null,
                    path,
                    word(held.mode()),
                    held.until().toString(),
                    held.user(),
                    held.description());
        }

        private static String word(FileLock.Mode mode) {
            return mode.name().toLowerCase(Locale.ROOT);
        }
    }

    /** All locks on one file or directory. */
    record HeldJson(String path, List<LockJson> locks) {}

    private void held(Exchange exchange, Arguments arguments) throws IOException {
        String path = arguments.path();
        var locks = client.locks(path).stream().map(it -> LockJson.of(path, it)).toList();
        exchange.sendJson(200, new HeldJson(path, locks));
    }

    private void take(Exchange exchange, Arguments arguments) throws IOException, RefusedException {
        var mode = arguments.has("shared") ? FileLock.Mode.SHARED : FileLock.Mode.EXCLUSIVE;
        exchange.sendJson(201, LockJson.of(taken.take(arguments.path(), mode, time(arguments))));
    }

    private void renew(Exchange exchange, Arguments arguments)
            throws IOException, RefusedException {
        var renewed = taken.renew(arguments.path(), arguments.require("token"), time(arguments));
        exchange.sendJson(200, LockJson.of(renewed));
    }

    private void release(Exchange exchange, Arguments arguments)
            throws IOException, RefusedException {
        taken.release(arguments.path(), arguments.require("token"));
        exchange.sendEmpty(204);
    }

    private static Duration time(Arguments arguments) {
        return Duration.ofSeconds(arguments.number(FOR.name(), SECONDS));
    }
}
