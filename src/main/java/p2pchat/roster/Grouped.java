package p2pchat.roster;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists by small numbers. */
final class Grouped<T> {

    private final List<@Nullable List<T>> lists = new ArrayList<>();

    void add(int group, T element) {
        while (lists.size() <= group) {
            lists.add(null);
        }
        List<T> list = lists.get(group);
        if (list == null) {
            list = new ArrayList<>(1);
            lists.set(group, list);
        }
        list.add(element);
    }

    List<T> get(int group) {
        List<T> list = group < lists.size() ? lists.get(group) : null;
        return list == null ? List.of() : list;
    }
}
