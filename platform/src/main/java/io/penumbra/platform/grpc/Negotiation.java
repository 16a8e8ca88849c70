package io.penumbra.platform.grpc;

import io.grpc.ChannelCredentials;
import io.grpc.ServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.shaded.io.grpc.netty.InternalNettyChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.InternalNettyServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.handler.codec.ByteToMessageDecoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Settings;
import io.grpc.netty.shaded.io.netty.util.AsciiString;
import io.penumbra.core.Limits;

/**
 * How a connection begins: in plain text, and with two of Netty's settings changed for large
 * messages, for which gRPC has no option.
 *
 * <p>First, Netty copies each read behind the part of a frame that the read before left over, which
 * here is nearly every byte; told so, it puts the buffers together instead. Second, a frame may be
 * as large as a message instead of 16 KiB: each costs a header, two buffers and a few objects on
 * either side. The other side learns that from HTTP/2's own settings, so any peer will do.
 */
record Negotiation(InternalProtocolNegotiator.ProtocolNegotiator plain)
        implements InternalProtocolNegotiator.ProtocolNegotiator {
    private static final int PORT_IF_NONE_IS_SAID = 80;

    static ServerCredentials ofServer() {
        return InternalNettyServerCredentials.create(
                new Negotiation(InternalProtocolNegotiators.serverPlaintext()));
    }

    static ChannelCredentials ofClient() {
        return InternalNettyChannelCredentials.create(new Beginning());
    }

    private static final class Beginning implements InternalProtocolNegotiator.ClientFactory {
        @Override
        public InternalProtocolNegotiator.ProtocolNegotiator newNegotiator() {
            return new Negotiation(InternalProtocolNegotiators.plaintext());
        }

        @Override
        public int getDefaultPort() {
            return PORT_IF_NONE_IS_SAID;
        }
    }

    @Override
    public AsciiString scheme() {
        return plain.scheme();
    }

    @Override
    public ChannelHandler newHandler(GrpcHttp2ConnectionHandler connection) {
        connection.setCumulator(ByteToMessageDecoder.COMPOSITE_CUMULATOR);
        var negotiation = plain.newHandler(connection);
        return new ChannelHandlerAdapter() {
            @Override
            public void handlerAdded(ChannelHandlerContext context) {
                var pipeline = context.pipeline();
                pipeline.addLast(new LargeFrames(connection));
                pipeline.replace(this, null, negotiation);
            }
        };
    }

    @Override
    public void close() {
        plain.close();
    }

    /** Tells the other side, behind HTTP/2's preface, how large a frame it may send. */
    private static final class LargeFrames extends ChannelInboundHandlerAdapter {
        private final GrpcHttp2ConnectionHandler connection;

        LargeFrames(GrpcHttp2ConnectionHandler connection) {
            this.connection = connection;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.fireChannelActive();
            context.executor().execute(() -> tell(context));
        }

        private void tell(ChannelHandlerContext own) {
            var context = own.pipeline().context(connection);
            if (context != null && own.channel().isActive()) {
                var settings = new Http2Settings().maxFrameSize(Limits.MESSAGE_BYTES_MAX);
                var _ = connection.encoder().writeSettings(context, settings, own.newPromise());
                var _ = context.flush();
            }
            own.pipeline().remove(this);
        }
    }
}
