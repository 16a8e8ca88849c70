package io.penumbra.master.serve;

import io.penumbra.core.Limits;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.id.Principal;
import io.penumbra.core.id.UserName;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Network.Stream;
import io.penumbra.core.port.StateReader;
import io.penumbra.core.port.Threads;
import io.penumbra.core.refusal.Refusal;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.Queries;
import io.penumbra.master.journal.Moment;
import io.penumbra.master.lead.Leadership;
import io.penumbra.master.loop.DecisionLoop.ClientCommand;
import io.penumbra.master.loop.Waiter;
import io.penumbra.master.state.Meta;
import io.penumbra.proto.Answer;
import io.penumbra.proto.Call;
import io.penumbra.proto.CallBatch;
import io.penumbra.proto.GcQuery;
import io.penumbra.proto.GcView;
import io.penumbra.proto.Outcome;
import io.penumbra.proto.Refused;
import io.penumbra.proto.Renewed;
import io.penumbra.proto.Reply;
import io.penumbra.proto.ReplyBatch;
import java.io.IOException;
import java.util.ArrayList;

/** Clients' calls: commands go to the decision loop, queries to a pool; replies in any order. */
public final class CallsEndpoint {
    private final RoleBoard board;
    private final ClusterViews views;
    private final Clock clock;
    private final Threads threads;

    public CallsEndpoint(RoleBoard board, ClusterViews views, Clock clock, Threads threads) {
        this.board = board;
        this.views = views;
        this.clock = clock;
        this.threads = threads;
    }

    public void handle(Stream<ReplyBatch, CallBatch> stream)
            throws IOException, RefusedException, InterruptedException {
        var replies = new ReplyQueue(stream, () -> board.role().epoch().value());
        threads.virtual("replies", replies::send);
        try {
            for (var batch = stream.receive(); batch.isPresent(); batch = stream.receive()) {
                replies.admit(batch.get().getCallsCount());
                dispatch(batch.get(), replies);
            }
        } finally {
            replies.close();
        }
    }

    private void dispatch(CallBatch batch, ReplyQueue replies) {
        if (!(board.role() instanceof Role.Leading(var leadership))) {
            var refusal = board.notLeader();
            batch.getCallsList().forEach(call -> replies.add(refused(call.getId(), refusal)));
            return;
        }
        if (batch.getEpoch() > leadership.epoch().value()) {
            leadership.loop().abdicate("a client has met epoch " + batch.getEpoch());
        }
        var commands = new ArrayList<ClientCommand>(batch.getCallsCount());
        for (var call : batch.getCallsList()) {
            var waiter = new ToReply(call.getId(), replies);
            if (call.getUser().isEmpty()) {
                waiter.refused(
                        new Refusal(RefusalCode.UNAUTHENTICATED, "", "the call names no user"));
                continue;
            }
            if (call.getGroupsCount() > Limits.GROUPS_MAX) {
                waiter.refused(
                        new Refusal(
                                RefusalCode.INVALID_ARGUMENT,
                                call.getUser(),
                                "a call names at most " + Limits.GROUPS_MAX + " groups"));
                continue;
            }
            switch (call.getBodyCase()) {
                case COMMAND -> {
                    leadership.sessions().heard(new ClientId(call.getCommand().getClient()));
                    commands.add(new ClientCommand(call.getCommand(), caller(call), waiter));
                }
                case QUERY -> query(leadership, call, replies);
                case RENEW -> renew(leadership, call, replies);
                case READS -> reads(leadership, call, replies);
                case BODY_NOT_SET ->
                        waiter.refused(
                                new Refusal(RefusalCode.INVALID_ARGUMENT, "", "the call is empty"));
            }
        }
        if (!commands.isEmpty()) {
            leadership.loop().submit(commands);
        }
    }

    private void renew(Leadership leadership, Call call, ReplyQueue replies) {
        var client = new ClientId(call.getRenew().getClient());
        var sessions = leadership.sessions();
        var reply = Reply.newBuilder().setId(call.getId());
        if (sessions.heard(client)) {
            reply.setRenewed(Renewed.newBuilder().setTtlMillis((int) sessions.ttl().toMillis()));
        } else {
            reply.setRefused(
                    wire(
                            new Refusal(
                                    RefusalCode.UNKNOWN_OUTCOME,
                                    client.toString(),
                                    "this session has ended: open another")));
        }
        replyWhenProven(leadership, reply.build(), replies);
    }

    private void reads(Leadership leadership, Call call, ReplyQueue replies) {
        var reads = call.getReads();
        boolean taken =
                leadership
                        .readers()
                        .heard(
                                reads.getReader(),
                                new JournalIndex(Math.max(0, reads.getIndex())),
                                clock.monotonicNanos());
        replies.add(
                taken
                        ? Reply.newBuilder()
                                .setId(call.getId())
                                .setRenewed(Renewed.getDefaultInstance())
                                .build()
                        : refused(
                                call.getId(),
                                new Refusal(
                                        RefusalCode.OVERLOADED, "", "too many readers at once")));
    }

    private void query(Leadership leadership, Call call, ReplyQueue replies) {
        boolean taken =
                leadership
                        .queries()
                        .offer(() -> {
                            var reply = Reply.newBuilder().setId(call.getId());
                            try {
                                reply.setAnswer(answer(leadership, call));
                            } catch (RefusedException e) {
                                reply.setRefused(wire(e.refusal()));
                            }
                            replyWhenProven(leadership, reply.build(), replies);
                        });
        if (!taken) {
            replies.add(
                    refused(
                            call.getId(),
                            new Refusal(
                                    RefusalCode.OVERLOADED, "", "too many queries: try again")));
        }
    }

    private Answer answer(Leadership leadership, Call call) throws RefusedException {
        var query = call.getQuery();
        try (var snapshot = leadership.store().snapshot()) {
            if (query.hasCluster()) {
                return Answer.newBuilder().setCluster(views.of(leadership, snapshot)).build();
            }
            if (query.hasGc()) {
                return Answer.newBuilder().setGc(gc(leadership, query.getGc(), snapshot)).build();
            }
            return StaleCopies.last(
                    Queries.answer(snapshot, query, caller(call), leadership.servers().servers()),
                    leadership.servers());
        }
    }

    private GcView gc(Leadership leadership, GcQuery query, StateReader snapshot) {
        var view = leadership.collector().view();
        if (query.getRun()) {
            leadership.collector().runNow();
        }
        var oldest = leadership.readers().oldest(clock.monotonicNanos());
        return view.toBuilder()
                .setReclaimLeft(Meta.reclaimLeft(snapshot))
                .setReadIndex(oldest.map(JournalIndex::value).orElse(0L))
                .build();
    }

    private static Principal caller(Call call) {
        return new Principal(new UserName(call.getUser()), call.getGroupsList());
    }

    /**
     * What was read is right if this leader led when it was read; a lease that holds now says so,
     * and so does one that is proven later by something sent after the reading.
     */
    private void replyWhenProven(Leadership leadership, Reply reply, ReplyQueue replies) {
        if (leadership.loop().lease().holds(Moment.now(clock))) {
            replies.add(reply);
        } else {
            leadership.loop().prove(new WhenProven(reply, replies));
        }
    }

    private static Reply refused(long id, Refusal refusal) {
        return Reply.newBuilder().setId(id).setRefused(wire(refusal)).build();
    }

    private static Refused wire(Refusal refusal) {
        return Refused.newBuilder()
                .setCode(refusal.code().number())
                .setSubject(refusal.subject())
                .setReason(refusal.reason())
                .build();
    }

    private record ToReply(long id, ReplyQueue replies) implements Waiter {
        @Override
        public void outcome(Outcome outcome) {
            replies.add(Reply.newBuilder().setId(id).setOutcome(outcome).build());
        }

        @Override
        public void refused(Refusal refusal) {
            replies.add(CallsEndpoint.refused(id, refusal));
        }
    }

    private record WhenProven(Reply reply, ReplyQueue replies) implements Waiter {
        @Override
        public void outcome(Outcome outcome) {
            replies.add(reply);
        }

        @Override
        public void refused(Refusal refusal) {
            replies.add(CallsEndpoint.refused(reply.getId(), refusal));
        }
    }
}
