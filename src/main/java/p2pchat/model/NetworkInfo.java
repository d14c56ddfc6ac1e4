package p2pchat.model;

import java.time.Duration;
import java.util.Optional;

/**
 * What the directory tells about one network (the mission's {@code get_network_information}).
 *
 * @param leader empty while the record is vacant
 * @param silence since the leader last refreshed the record
 * @param members how many the leader last counted
 */
public record NetworkInfo(
        NetworkId id, NetworkName name, long epoch, Optional<Leader> leader, Duration silence, int members) {}
