package io.penumbra.platform.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.penumbra.core.port.Method;

/** Our methods in gRPC's words. */
final class Descriptors {
    private Descriptors() {}

    static MethodDescriptor<Message, Message> of(Method<?, ?> method, MethodType type) {
        return MethodDescriptor.newBuilder(Message.MARSHALLER, Message.MARSHALLER)
                .setFullMethodName(method.name())
                .setType(type)
                .build();
    }
}
