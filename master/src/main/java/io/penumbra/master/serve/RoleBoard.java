package io.penumbra.master.serve;

import io.penumbra.core.refusal.Refusal;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.lead.Leadership;
import java.util.concurrent.CopyOnWriteArrayList;

/** Where the process says what its role is, and everything that serves looks it up. */
public final class RoleBoard {
    private final CopyOnWriteArrayList<Runnable> watchers = new CopyOnWriteArrayList<>();
    private volatile Role role;

    public RoleBoard(Role first) {
        this.role = first;
    }

    public Role role() {
        return role;
    }

    /** Called by the process's one thread that changes roles. */
    public void show(Role next) {
        role = next;
        watchers.forEach(Runnable::run);
    }

    /** Runs {@code onChange}, which must not block, after each change; until unwatched. */
    void watch(Runnable onChange) {
        watchers.add(onChange);
    }

    void unwatch(Runnable onChange) {
        watchers.remove(onChange);
    }

    Leadership requireLeading() throws RefusedException {
        if (role instanceof Role.Leading(var leadership)) {
            return leadership;
        }
        throw notLeader().asException();
    }

    /** Its subject is the leader's address, when that is known. */
    Refusal notLeader() {
        var leader = role.leader().map(Object::toString).orElse("");
        return new Refusal(
                RefusalCode.NOT_LEADER,
                leader,
                leader.isEmpty() ? "nobody leads for now" : "this master does not lead");
    }
}
