package p2pchat.membership;

import java.util.Optional;
import p2pchat.model.IdBlock;
import p2pchat.model.Leader;
import p2pchat.model.View;

/** Creates the roles of one membership; the only class that names them all. */
record RoleFactory(RoleContext context) implements Roles {

    @Override
    public RoleState left() {
        return new Left(context);
    }

    @Override
    public RoleState recovering(long delayMillis) {
        return new Recovering(context, delayMillis);
    }

    @Override
    public RoleState following() {
        return new Following(context);
    }

    @Override
    public RoleState electing(Leader suspect) {
        return new Electing(context, suspect);
    }

    @Override
    public RoleState leading(IdBlock block, Optional<Leader> replaced, ViewReason reason) {
        return new Leading(context, block, replaced, reason);
    }

    @Override
    public RoleState leaving(Leader leader) {
        return new Leaving(context, leader);
    }

    @Override
    public RoleState handingOver(View view, ViewReason reason) {
        return new HandingOver(context, view, reason);
    }
}
