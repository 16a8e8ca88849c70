package io.penumbra.platform.rocksdb;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * How the database is set up. One budget bounds its memory: the block cache, in which indexes,
 * filters and write buffers are counted too.
 */
final class RocksTuning implements AutoCloseable {
    private static final long WRITE_BUFFER_BYTES = 16L << 20;
    private static final long WAL_BYTES_MAX = 128L << 20;
    private static final int BLOOM_BITS_PER_KEY = 10;

    private final Cache cache;
    private final WriteBufferManager writeBuffers;
    private final BloomFilter bloom = new BloomFilter(BLOOM_BITS_PER_KEY);
    private final Options options;

    RocksTuning(long cacheBytes) {
        cache = new LRUCache(cacheBytes);
        writeBuffers = new WriteBufferManager(Math.max(cacheBytes / 2, WRITE_BUFFER_BYTES), cache);
        options =
                new Options()
                        .setCreateIfMissing(true)
                        .setWriteBufferManager(writeBuffers)
                        .setWriteBufferSize(WRITE_BUFFER_BYTES)
                        .setMaxWriteBufferNumber(3)
                        .setMaxTotalWalSize(WAL_BYTES_MAX)
                        .setCompressionType(CompressionType.LZ4_COMPRESSION)
                        .setBottommostCompressionType(CompressionType.LZ4_COMPRESSION)
                        .setMaxBackgroundJobs(2)
                        .setBytesPerSync(1 << 20)
                        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                        .setKeepLogFileNum(2)
                        .setStatsDumpPeriodSec(0)
                        .setStatsPersistPeriodSec(0)
                        .setTableFormatConfig(tables());
    }

    private BlockBasedTableConfig tables() {
        return new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(8 << 10)
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setFilterPolicy(bloom);
    }

    Options options() {
        return options;
    }

    @Override
    public void close() {
        options.close();
        bloom.close();
        writeBuffers.close();
        cache.close();
    }
}
