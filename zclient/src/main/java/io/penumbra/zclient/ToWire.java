package io.penumbra.zclient;

/** The records of this library as messages of the wire. */
final class ToWire {
    private ToWire() {}

    static io.penumbra.proto.ServerMode mode(ServerMode mode) {
        return switch (mode) {
            case SERVING -> io.penumbra.proto.ServerMode.SERVING;
            case DRAINING -> io.penumbra.proto.ServerMode.DRAINING;
            case MAINTENANCE -> io.penumbra.proto.ServerMode.MAINTENANCE;
        };
    }

    static io.penumbra.proto.Precondition precondition(Precondition precondition) {
        var message = io.penumbra.proto.Precondition.newBuilder();
        switch (precondition) {
            case Precondition.Anything _ -> {}
            case Precondition.Absent _ -> message.setAbsent(true);
            case Precondition.Version(var version) -> message.setVersion(version.value());
        }
        return message.build();
    }
}
