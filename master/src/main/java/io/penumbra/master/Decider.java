package io.penumbra.master;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.penumbra.core.Limits;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.Principal;
import io.penumbra.core.id.Sequence;
import io.penumbra.core.id.UserName;
import io.penumbra.core.port.StateReader;
import io.penumbra.core.refusal.Refusal;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusalCode.Retry;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.cluster.ChunkCollection;
import io.penumbra.master.cluster.ChunkCompaction;
import io.penumbra.master.cluster.ClassDefinition;
import io.penumbra.master.cluster.EpochStart;
import io.penumbra.master.cluster.GrantChunks;
import io.penumbra.master.cluster.MemberChange;
import io.penumbra.master.cluster.ModeChange;
import io.penumbra.master.cluster.ReleaseChunk;
import io.penumbra.master.cluster.SealFinish;
import io.penumbra.master.cluster.SealStart;
import io.penumbra.master.cluster.ServerJoin;
import io.penumbra.master.cluster.SessionEnd;
import io.penumbra.master.cluster.SessionStart;
import io.penumbra.master.cluster.SpreadChange;
import io.penumbra.master.cluster.WriteTokens;
import io.penumbra.master.decide.DecideContext;
import io.penumbra.master.decide.Decision;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.decide.Outcomes;
import io.penumbra.master.namespace.ChangeAttributes;
import io.penumbra.master.namespace.CommitFile;
import io.penumbra.master.namespace.CreateFile;
import io.penumbra.master.namespace.DeleteEntry;
import io.penumbra.master.namespace.EditFile;
import io.penumbra.master.namespace.ForgetHistory;
import io.penumbra.master.namespace.LimitDirectory;
import io.penumbra.master.namespace.Locking;
import io.penumbra.master.namespace.MakeDirectory;
import io.penumbra.master.namespace.MakeLink;
import io.penumbra.master.namespace.RenameEntry;
import io.penumbra.master.namespace.Snapshotting;
import io.penumbra.master.namespace.TidyContent;
import io.penumbra.master.namespace.Undelete;
import io.penumbra.master.namespace.Uploading;
import io.penumbra.master.record.JournalRecord;
import io.penumbra.master.record.JournalRecord.Answered;
import io.penumbra.master.state.Meta;
import io.penumbra.master.state.Session;
import io.penumbra.master.state.SessionTable;
import io.penumbra.proto.Command;
import io.penumbra.proto.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides commands. Pure: the same state, command and context, the same decision.
 *
 * <p>A command runs once. Its outcome, also a refusal, is remembered with its effects and told
 * again when the same command comes again, on whatever way and to whatever leader. What invites the
 * same request again ({@link Retry#LATER}) is not remembered.
 */
public final class Decider {
    private static final UserName LEADER = new UserName("leader");

    private Decider() {}

    public static Decision decide(
            StateReader state, Command command, Principal who, DecideContext context) {
        var client = new ClientId(command.getClient());
        var session = SessionTable.find(state, client);
        var settled = settled(state, command, who, session);
        if (settled.isPresent()) {
            return new Decision(List.of(), settled.get());
        }
        var draft = new Draft(state, who, context);
        List<JournalRecord> records;
        Outcome outcome;
        try {
            outcome = run(draft, client, session, command);
            records = new ArrayList<>(draft.records());
        } catch (RefusedException e) {
            outcome = Outcomes.refused(e.refusal());
            if (e.code().retry() != Retry.NEVER || session.isEmpty()) {
                return new Decision(List.of(), outcome);
            }
            records = new ArrayList<>();
        }
        if (!command.hasEndSession()) {
            records.add(
                    new Answered(
                            client,
                            new Sequence(command.getSequence()),
                            new Sequence(command.getLowestUnanswered()),
                            outcome.toByteString()));
        }
        return new Decision(List.copyOf(records), outcome);
    }

    /** Decides what the leader asks of itself; done already is done, without records. */
    public static Decision decide(StateReader state, LeaderCommand command, DecideContext context) {
        var user = Meta.founding(state).map(Meta.Founding::superuser).orElse(LEADER);
        var draft = new Draft(state, Principal.of(user), context);
        try {
            var outcome = Outcomes.DONE;
            switch (command) {
                case LeaderCommand.StartEpoch c -> EpochStart.decide(draft, c);
                case LeaderCommand.JoinServer c -> ServerJoin.decide(draft, c);
                case LeaderCommand.EndSession(var client, var why) -> {
                    if (SessionTable.find(state, client).orElse(null) instanceof Session.Open) {
                        SessionEnd.decide(draft, client, why);
                    }
                }
                case LeaderCommand.FinishSeal c -> SealFinish.decide(draft, c);
                case LeaderCommand.BeginSeal c -> SealStart.decide(draft, c);
                case LeaderCommand.SetMembers c -> MemberChange.decide(draft, c);
                case LeaderCommand.GrantForCompaction(var storageClass) ->
                        outcome = GrantChunks.forCompaction(draft, storageClass);
                case LeaderCommand.Compact c -> ChunkCompaction.decide(draft, c);
                case LeaderCommand.Tidy c -> TidyContent.decide(draft, c);
                case LeaderCommand.Collect(var chunks) -> ChunkCollection.decide(draft, chunks);
                case LeaderCommand.Forget c -> ForgetHistory.decide(draft, c);
                case LeaderCommand.RenewTokenKey() -> WriteTokens.renewKey(draft);
                case LeaderCommand.Note(var level, var subject, var text) ->
                        draft.note(level, subject, text);
            }
            return new Decision(draft.records(), outcome);
        } catch (RefusedException e) {
            return new Decision(List.of(), Outcomes.refused(e.refusal()));
        }
    }

    /** The outcome of a command that must not run: it ran before, or nobody can know. */
    private static Optional<Outcome> settled(
            StateReader state, Command command, Principal who, Optional<Session> session) {
        if (command.getSequence() < 0
                || command.getLowestUnanswered() < 0
                || command.getLowestUnanswered() > command.getSequence()
                || utf8Bytes(who.user().value()) > Limits.NAME_BYTES_MAX) {
            return refusal(
                    RefusalCode.INVALID_ARGUMENT, "a command whose numbers or user cannot be");
        }
        return switch (session.orElse(null)) {
            case null -> withoutSession(command, "no session is open");
            case Session.Ended(_, var why) ->
                    command.hasOpenSession()
                            ? refusal(RefusalCode.UNKNOWN_OUTCOME, "the session ended: " + why)
                            : withoutSession(command, "the session ended: " + why);
            case Session.Open open -> repeated(state, command, open);
        };
    }

    private static Optional<Outcome> withoutSession(Command command, String why) {
        if (command.hasOpenSession()) {
            return Optional.empty();
        }
        return command.hasEndSession()
                ? Optional.of(Outcomes.DONE)
                : refusal(RefusalCode.UNKNOWN_OUTCOME, why);
    }

    private static Optional<Outcome> repeated(
            StateReader state, Command command, Session.Open session) {
        var client = new ClientId(command.getClient());
        var sequence = new Sequence(command.getSequence());
        var remembered = SessionTable.outcome(state, client, sequence);
        if (remembered.isPresent()) {
            return Optional.of(parse(remembered.get()));
        }
        return sequence.compareTo(session.floor()) < 0
                ? refusal(RefusalCode.UNKNOWN_OUTCOME, "the client had its outcome already")
                : Optional.empty();
    }

    private static Outcome run(
            Draft draft, ClientId client, Optional<Session> session, Command command)
            throws RefusedException {
        return switch (command.getBodyCase()) {
            case OPEN_SESSION ->
                    session.isPresent()
                            ? SessionStart.opened()
                            : SessionStart.decide(draft, client, command.getOpenSession());
            case END_SESSION -> {
                SessionEnd.decide(draft, client, "its client closed it");
                yield Outcomes.DONE;
            }
            case MKDIR -> MakeDirectory.decide(draft, command.getMkdir());
            case CREATE -> CreateFile.decide(draft, command.getCreate());
            case GRANT -> GrantChunks.decide(draft, client, command.getGrant());
            case COMMIT -> CommitFile.decide(draft, client, command.getCommit());
            case EDIT -> EditFile.decide(draft, client, command.getEdit());
            case LOCK -> Locking.lock(draft, client, command.getLock());
            case UNLOCK -> Locking.unlock(draft, client, command.getUnlock());
            case DELETE -> DeleteEntry.decide(draft, command.getDelete());
            case RENAME -> RenameEntry.decide(draft, command.getRename());
            case SET_ATTRIBUTES -> ChangeAttributes.decide(draft, command.getSetAttributes());
            case MAKE_LINK -> MakeLink.decide(draft, command.getMakeLink());
            case SET_QUOTA -> LimitDirectory.decide(draft, command.getSetQuota());
            case SET_SERVER_MODE -> ModeChange.decide(draft, command.getSetServerMode());
            case SET_SPREAD -> SpreadChange.decide(draft, command.getSetSpread());
            case DEFINE_CLASS -> ClassDefinition.decide(draft, command.getDefineClass());
            case UNDELETE -> Undelete.decide(draft, command.getUndelete());
            case MAKE_SNAPSHOT -> Snapshotting.make(draft, command.getMakeSnapshot());
            case REMOVE_SNAPSHOT -> Snapshotting.remove(draft, command.getRemoveSnapshot());
            case UPLOAD_EXTENTS -> Uploading.add(draft, client, command.getUploadExtents());
            case DROP_UPLOAD -> Uploading.drop(draft, client, command.getDropUpload());
            case RELEASE -> ReleaseChunk.decide(draft, client, command.getRelease());
            case BODY_NOT_SET ->
                    throw new RefusedException(
                            RefusalCode.INVALID_ARGUMENT, "", "a command of unknown kind");
        };
    }

    private static Optional<Outcome> refusal(RefusalCode code, String reason) {
        return Optional.of(Outcomes.refused(new Refusal(code, "", reason)));
    }

    private static Outcome parse(ByteString remembered) {
        try {
            return Outcome.parseFrom(remembered);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("an outcome in the state is no outcome", e);
        }
    }

    private static int utf8Bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
