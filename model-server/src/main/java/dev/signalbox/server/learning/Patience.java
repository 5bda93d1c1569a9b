package dev.signalbox.server.learning;

/** How the loss of the validation rows went: the least one, at which epoch, and what the present epoch is. */
public record Patience(double least, int best, int epoch) {
    /* Less than that is noise of the arithmetic. */
    private static final double IMPROVEMENT = 1e-6;

    /** Before the first epoch, with the loss of the weights as they are. */
    public static Patience from(double loss) {
        return new Patience(loss, 0, 0);
    }

    /** After another epoch. */
    public Patience after(double loss) {
        boolean better = loss < least - IMPROVEMENT;
        return new Patience(better ? loss : least, better ? epoch + 1 : best, epoch + 1);
    }

    /** Whether the present epoch is the best so far. */
    public boolean isBest() {
        return best == epoch;
    }

    /** Whether it is time to stop: nothing got better for so many epochs. */
    public boolean isOver(int patience) {
        return epoch - best >= patience;
    }
}
