package io.penumbra.testkit.state;

import java.util.Comparator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * An ordered map that is never changed: a change makes a new one, which shares what did not change
 * (a treap whose priorities are the keys' hashes, so its shape depends on its content only).
 */
public final class PersistentMap<K, V> {
    /** Orders the keys, and spreads them. */
    public interface Keys<K> extends Comparator<K> {
        int hash(K key);
    }

    private static final class Node<K, V> {
        final K key;
        final V value;
        final int priority;
        final @Nullable Node<K, V> left;
        final @Nullable Node<K, V> right;

        Node(K key, V value, int priority, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
            this.key = key;
            this.value = value;
            this.priority = priority;
            this.left = left;
            this.right = right;
        }

        Node<K, V> with(@Nullable Node<K, V> newLeft, @Nullable Node<K, V> newRight) {
            return new Node<>(key, value, priority, newLeft, newRight);
        }
    }

    /** An entry, and the way to the next. */
    public record Entry<K, V>(K key, V value) {}

    private final Keys<K> keys;
    private final @Nullable Node<K, V> root;

    private PersistentMap(Keys<K> keys, @Nullable Node<K, V> root) {
        this.keys = keys;
        this.root = root;
    }

    public static <K, V> PersistentMap<K, V> empty(Keys<K> keys) {
        return new PersistentMap<>(keys, null);
    }

    public @Nullable V get(K key) {
        var node = root;
        while (node != null) {
            int order = keys.compare(key, node.key);
            if (order == 0) {
                return node.value;
            }
            node = order < 0 ? node.left : node.right;
        }
        return null;
    }

    public boolean contains(K key) {
        return get(key) != null;
    }

    public V require(K key) {
        var value = get(key);
        if (value == null) {
            throw new NoSuchElementException("no entry " + key);
        }
        return value;
    }

    /** The entry with the least key at or after {@code from}, or strictly after it. */
    public @Nullable Entry<K, V> ceiling(K from, boolean inclusive) {
        Node<K, V> best = null;
        var node = root;
        while (node != null) {
            int order = keys.compare(from, node.key);
            if (order < 0 || (order == 0 && inclusive)) {
                best = node;
                node = node.left;
            } else {
                node = node.right;
            }
        }
        return best == null ? null : new Entry<>(best.key, best.value);
    }

    public PersistentMap<K, V> put(K key, V value) {
        int hash = keys.hash(key) * 0x9E37_79B9;
        return new PersistentMap<>(keys, insert(root, key, value, hash ^ (hash >>> 15)));
    }

    public PersistentMap<K, V> remove(K key) {
        return contains(key) ? new PersistentMap<>(keys, delete(root, key)) : this;
    }

    private Node<K, V> insert(@Nullable Node<K, V> node, K key, V value, int priority) {
        if (node == null) {
            return new Node<>(key, value, priority, null, null);
        }
        int order = keys.compare(key, node.key);
        if (order == 0) {
            return new Node<>(key, value, node.priority, node.left, node.right);
        }
        if (order < 0) {
            var left = insert(node.left, key, value, priority);
            return left.priority > node.priority
                    ? left.with(left.left, node.with(left.right, node.right))
                    : node.with(left, node.right);
        }
        var right = insert(node.right, key, value, priority);
        return right.priority > node.priority
                ? right.with(node.with(node.left, right.left), right.right)
                : node.with(node.left, right);
    }

    private @Nullable Node<K, V> delete(@Nullable Node<K, V> node, K key) {
        if (node == null) {
            return null;
        }
        int order = keys.compare(key, node.key);
        if (order == 0) {
            return merge(node.left, node.right);
        }
        return order < 0
                ? node.with(delete(node.left, key), node.right)
                : node.with(node.left, delete(node.right, key));
    }

    private @Nullable Node<K, V> merge(@Nullable Node<K, V> left, @Nullable Node<K, V> right) {
        if (left == null) {
            return right;
        }
        if (right == null) {
            return left;
        }
        return left.priority >= right.priority
                ? left.with(left.left, merge(left.right, right))
                : right.with(merge(left, right.left), right.right);
    }
}
