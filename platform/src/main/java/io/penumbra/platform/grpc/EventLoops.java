package io.penumbra.platform.grpc;

import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.ResourceLeakDetector;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * The threads that move bytes between sockets and memory, for both directions. They run nothing
 * else: no coding, no handler. Sockets are Linux's own where that is possible.
 */
final class EventLoops implements AutoCloseable {
    private static final String LEAK_DETECTION =
            "io.grpc.netty.shaded.io.netty.leakDetection.level";
    private static final int THREADS = 2;
    private static final int CONNECT_MILLIS_MAX = 3_000;
    private static final int READ_BYTES_MAX = 512 << 10;
    private static final int CLOSE_MILLIS_MAX = 1_000;

    private final EventLoopGroup loops;
    private final Class<? extends Channel> socket;
    private final Class<? extends ServerChannel> listener;

    static {
        // It takes a stack trace of each 128th buffer, which costs more than sending it.
        if (System.getProperty(LEAK_DETECTION) == null) {
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        }
    }

    EventLoops() {
        boolean epoll = Epoll.isAvailable();
        var named = Thread.ofPlatform().name("wire-", 0).daemon().factory();
        loops =
                epoll
                        ? new EpollEventLoopGroup(THREADS, named)
                        : new NioEventLoopGroup(THREADS, named);
        socket = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        listener = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    NettyChannelBuilder channelTo(InetSocketAddress address) {
        return NettyChannelBuilder.forAddress(address, Negotiation.ofClient())
                .eventLoopGroup(loops)
                .channelType(socket)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS_MAX)
                .withOption(ChannelOption.RCVBUF_ALLOCATOR, reads());
    }

    NettyServerBuilder serverAt(InetSocketAddress address) {
        return NettyServerBuilder.forAddress(address, Negotiation.ofServer())
                .bossEventLoopGroup(loops)
                .workerEventLoopGroup(loops)
                .channelType(listener)
                .withChildOption(ChannelOption.RCVBUF_ALLOCATOR, reads());
    }

    /** Of each read a part of a frame is left over and copied: fewer, larger reads copy less. */
    private static AdaptiveRecvByteBufAllocator reads() {
        return new AdaptiveRecvByteBufAllocator(1 << 10, 4 << 10, READ_BYTES_MAX);
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, CLOSE_MILLIS_MAX, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(CLOSE_MILLIS_MAX);
    }
}
