package p2pchat.model;

import java.time.Duration;
import java.util.Optional;

/**
 * The directory's information about one network (the mission's {@code get_network_information}).
 *
 * @param leader empty while the record is vacant
 * @param silence the time since the leader last refreshed the record
 * @param members the leader's last count
 */
public record NetworkInfo(
        NetworkId id, NetworkName name, long epoch, Optional<Leader> leader, Duration silence, int members) {}
