package p2pchat.membership;

import java.util.Optional;
import p2pchat.model.IdBlock;
import p2pchat.model.Leader;
import p2pchat.model.View;

/** Creates the roles. Each role asks it for the next one, so no role depends on another. */
interface Roles {
    RoleState left();

    RoleState recovering(long delayMillis);

    RoleState following();

    RoleState electing(Leader suspect);

    RoleState leading(IdBlock block, Optional<Leader> replaced, ViewReason reason);

    RoleState leaving(Leader leader);

    RoleState handingOver(View view, ViewReason reason);
}
