// A network with long short-term memory and diagonal weights: the loss and its gradient by backpropagation through time. The forward pass keeps what
// the reverse pass reads, so that the latter has no exponential.
#include <algorithm>
#include <cmath>
#include "baseline.hpp"

struct Network {
    explicit Network(baseline::Numbers& in)
        : l(in.integer()), b(in.integer()), c(in.integer()), main(in.array(8 * l * b)), extra(in.array(3 * b)), state(in.array(2 * l * b)), sequence(in.array(c * b)),
          hidden(l * b), cell(l * b), foretold(b), kept(static_cast<std::size_t>(c - 1) * l * Kept * b), errors((c - 1) * b), tops((c - 1) * b), gradient((8 * l + 3) * b), adjoint(b), dHidden(l * b), dCell(l * b) {}

    void value() {
        forward(false);
        result = loss;
    }

    void derivative() {
        forward(true);
        std::fill(gradient.begin(), gradient.end(), 0.0);
        std::fill(dHidden.begin(), dHidden.end(), 0.0);
        std::fill(dCell.begin(), dCell.end(), 0.0);
        double* dExtra = &gradient[8 * l * b];
        for (int t = c - 2; t >= 0; t--) {
            for (int i = 0; i < b; i++) {
                const double error = errors[t * b + i];
                dExtra[b + i] += error * tops[t * b + i];
                dExtra[2 * b + i] += error;
                adjoint[i] = error * extra[b + i];
            }

            for (int layer = l - 1; layer >= 0; layer--) backward(layer, &kept[(static_cast<std::size_t>(t) * l + layer) * Kept * b]);
            for (int i = 0; i < b; i++) dExtra[i] += adjoint[i] * sequence[t * b + i];
        }
    }

    std::vector<double> valueResult() const { return {result}; }

    std::vector<double> derivativeResult() const { return gradient; }

private:
    // of each cell: its input, hidden and cell before, the gates, tanh of the cell after
    static const int Kept = 8;

    static double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

    void forward(bool keep) {
        for (int layer = 0; layer < l; layer++) {
            std::copy_n(&state[2 * layer * b], b, &hidden[layer * b]);
            std::copy_n(&state[(2 * layer + 1) * b], b, &cell[layer * b]);
        }

        loss = 0;
        for (int t = 0; t < c - 1; t++) {
            for (int i = 0; i < b; i++) foretold[i] = sequence[t * b + i] * extra[i];
            for (int layer = 0; layer < l; layer++) forward(layer, keep ? &kept[(static_cast<std::size_t>(t) * l + layer) * Kept * b] : nullptr);
            account(t, keep);
        }

        loss /= -(c - 1.0) * b;
    }

    // One layer on what is in foretold, which becomes the layer's output.
    void forward(int layer, double* keep) {
        const double *w = &main[8 * layer * b], *bias = w + 4 * b;
        double *h = &hidden[layer * b], *s = &cell[layer * b];
        for (int i = 0; i < b; i++) {
            const double forget = sigmoid(foretold[i] * w[i] + bias[i]), enter = sigmoid(h[i] * w[b + i] + bias[b + i]);
            const double leave = sigmoid(foretold[i] * w[2 * b + i] + bias[2 * b + i]), change = std::tanh(h[i] * w[3 * b + i] + bias[3 * b + i]);
            const double next = s[i] * forget + enter * change, squashed = std::tanh(next);
            if (keep) {
                const double values[Kept] = {foretold[i], h[i], s[i], forget, enter, leave, change, squashed};
                for (int v = 0; v < Kept; v++) keep[v * b + i] = values[v];
            }

            s[i] = next;
            foretold[i] = h[i] = leave * squashed;
        }
    }

    // The loss at a character, and its derivative by what was foretold.
    void account(int t, bool keep) {
        const double* gold = &sequence[(t + 1) * b];
        double sum = 2, ofGold = 0;
        if (keep) std::copy(foretold.begin(), foretold.end(), &tops[t * b]);
        for (int i = 0; i < b; i++) foretold[i] = foretold[i] * extra[b + i] + extra[2 * b + i];
        double* error = &errors[t * b];
        for (int i = 0; i < b; i++) {
            error[i] = std::exp(foretold[i]);
            sum += error[i];
            ofGold += gold[i];
        }

        const double logarithm = std::log(sum), scale = -1 / ((c - 1.0) * b);
        for (int i = 0; i < b; i++) {
            loss += gold[i] * (foretold[i] - logarithm);
            error[i] = scale * (gold[i] - ofGold * error[i] / sum);
        }
    }

    // The adjoint of a layer's output becomes that of its input.
    void backward(int layer, const double* keep) {
        const double* w = &main[8 * layer * b];
        double *dW = &gradient[8 * layer * b], *dBias = dW + 4 * b, *dH = &dHidden[layer * b], *dS = &dCell[layer * b];
        for (int i = 0; i < b; i++) {
            const double input = keep[i], h = keep[b + i], s = keep[2 * b + i], forget = keep[3 * b + i], enter = keep[4 * b + i], leave = keep[5 * b + i];
            const double change = keep[6 * b + i], squashed = keep[7 * b + i];
            const double out = adjoint[i] + dH[i], next = dS[i] + out * leave * (1 - squashed * squashed);
            const double dForget = next * s * forget * (1 - forget), dEnter = next * change * enter * (1 - enter);
            const double dLeave = out * squashed * leave * (1 - leave), dChange = next * enter * (1 - change * change);
            dBias[i] += dForget;
            dBias[b + i] += dEnter;
            dBias[2 * b + i] += dLeave;
            dBias[3 * b + i] += dChange;
            dW[i] += dForget * input;
            dW[b + i] += dEnter * h;
            dW[2 * b + i] += dLeave * input;
            dW[3 * b + i] += dChange * h;
            adjoint[i] = dForget * w[i] + dLeave * w[2 * b + i];
            dH[i] = dEnter * w[b + i] + dChange * w[3 * b + i];
            dS[i] = next * forget;
        }
    }

    int l, b, c;
    std::vector<double> main, extra, state, sequence, hidden, cell, foretold, kept, errors, tops, gradient, adjoint, dHidden, dCell;
    double loss = 0, result = 0;
};

int main(int count, char** arguments) { return baseline::run<Network>(count, arguments); }
