package io.penumbra.platform.rocksdb;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.IndexType;
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
    private static final int BLOCK_BYTES = 8 << 10;

    /** Few shards, so that each can hold the pieces of index and filter that a lookup needs. */
    private static final int CACHE_SHARD_BITS = 4;

    /** Of the cache: data does not push out indexes and filters below this. */
    private static final double INDEX_SHARE = 0.5;

    private final Cache cache;
    private final WriteBufferManager writeBuffers;
    private final BloomFilter bloom = new BloomFilter(BLOOM_BITS_PER_KEY);
    private final Options options;

    RocksTuning(long cacheBytes) {
        cache = new LRUCache(cacheBytes, CACHE_SHARD_BITS, false, INDEX_SHARE);
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

    /**
     * Index and filter of a table are cut into blocks, too: whole, those of a large table are more
     * than a shard of a small cache may hold, and each lookup would read megabytes again.
     */
    private BlockBasedTableConfig tables() {
        return new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(BLOCK_BYTES)
                .setIndexType(IndexType.kTwoLevelIndexSearch)
                .setPartitionFilters(true)
                .setMetadataBlockSize(BLOCK_BYTES)
                .setPinTopLevelIndexAndFilter(true)
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
