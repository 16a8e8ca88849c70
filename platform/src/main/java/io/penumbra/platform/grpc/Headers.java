package io.penumbra.platform.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.Metadata;
import io.penumbra.core.id.RequestId;

/** Every header and trailer of ours, by name. */
final class Headers {
    static final Metadata.Key<byte[]> REFUSED = binary("penumbra-refused-bin");
    static final Metadata.Key<byte[]> PROOF = binary("penumbra-proof-bin");

    /** Binary, since users may name their requests as they like. */
    private static final Metadata.Key<byte[]> REQUEST = binary("penumbra-request-bin");

    private static final int REQUEST_BYTES_MAX = 256;

    private Headers() {}

    static Metadata ofCaller() {
        var headers = new Metadata();
        var request = RequestId.current();
        if (!request.equals(RequestId.NONE)) {
            headers.put(REQUEST, request.value().getBytes(UTF_8));
        }
        return headers;
    }

    static RequestId requestOf(Metadata headers) {
        var value = headers.get(REQUEST);
        return value == null || value.length == 0 || value.length > REQUEST_BYTES_MAX
                ? RequestId.NONE
                : new RequestId(new String(value, UTF_8));
    }

    private static Metadata.Key<byte[]> binary(String name) {
        return Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER);
    }
}
