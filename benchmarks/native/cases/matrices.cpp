// Products as plain loops whose inner one runs along rows, which g++ vectorises.
#include <cmath>
#include <cstring>

// C = A·B
static void multiply(const double* a, const double* b, double* c, int m, int k, int n) {
    std::memset(c, 0, sizeof(double) * m * n);
    for (int i = 0; i < m; i++)
        for (int p = 0; p < k; p++)
            for (int j = 0; j < n; j++) c[i * n + j] += a[i * k + p] * b[p * n + j];
}

// C = Aᵀ·B for A of k×m
static void multiply_at(const double* a, const double* b, double* c, int m, int k, int n) {
    std::memset(c, 0, sizeof(double) * m * n);
    for (int p = 0; p < k; p++)
        for (int i = 0; i < m; i++)
            for (int j = 0; j < n; j++) c[i * n + j] += a[p * m + i] * b[p * n + j];
}

// C = A·Bᵀ for B of n×k
static void multiply_bt(const double* a, const double* b, double* c, int m, int k, int n) {
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++) {
            double sum = 0;
            for (int p = 0; p < k; p++) sum += a[i * k + p] * b[j * k + p];
            c[i * n + j] = sum;
        }
}

static void sum_rows(const double* x, double* sums, int rows, int columns) {
    std::memset(sums, 0, sizeof(double) * columns);
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++) sums[j] += x[i * columns + j];
}

extern "C" double perceptron(int batch, int inputs, int hidden, int outputs, const double* x, const double* y,
                             const double* w1, const double* b1, const double* w2, const double* b2, double* w, double* g) {
    double *h = w, *h_bar = h + batch * hidden, *z = h_bar + batch * hidden, loss = 0;
    multiply(x, w1, h, batch, inputs, hidden);
    for (int i = 0; i < batch; i++)
        for (int j = 0; j < hidden; j++) h[i * hidden + j] = std::tanh(h[i * hidden + j] + b1[j]);
    multiply(h, w2, z, batch, hidden, outputs);
    for (int i = 0; i < batch; i++) {
        double *row = z + i * outputs, largest = -INFINITY, sum = 0;
        const double* labels = y + i * outputs;
        for (int j = 0; j < outputs; j++) largest = std::fmax(largest, row[j] += b2[j]);
        for (int j = 0; j < outputs; j++) sum += std::exp(row[j] - largest);
        double log_sum = std::log(sum);
        for (int j = 0; j < outputs; j++) {
            loss -= labels[j] * (row[j] - largest - log_sum);
            row[j] = (std::exp(row[j] - largest) / sum - labels[j]) / batch;
        }
    }
    if (!g) return loss / batch;
    double *dw1 = g, *db1 = dw1 + inputs * hidden, *dw2 = db1 + hidden, *db2 = dw2 + hidden * outputs;
    multiply_at(h, z, dw2, hidden, batch, outputs);
    sum_rows(z, db2, batch, outputs);
    multiply_bt(z, w2, h_bar, batch, outputs, hidden);
    for (int i = 0; i < batch * hidden; i++) h_bar[i] *= 1 - h[i] * h[i];
    multiply_at(x, h_bar, dw1, inputs, batch, hidden);
    sum_rows(h_bar, db1, batch, hidden);
    return loss / batch;
}

extern "C" double matrix_chain(const int* size, const double* a, const double* b, const double* c, const double* d, double* w, double* g) {
    int m = size[0], k = size[1], n = size[2], q = size[3], r = size[4];
    double *bc = w, *bcd = bc + k * q, *all = bcd + k * r, *bcd_bar = all + m * r, *bc_bar = bcd_bar + k * r, sum = 0;
    multiply(b, c, bc, k, n, q);
    multiply(bc, d, bcd, k, q, r);
    multiply(a, bcd, all, m, k, r);
    for (int i = 0; i < m * r; i++) sum += all[i] * all[i];
    if (!g) return sum / 2;
    double *da = g, *db = da + m * k, *dc = db + k * n, *dd = dc + n * q;
    multiply_bt(all, bcd, da, m, r, k);
    multiply_at(a, all, bcd_bar, k, m, r);
    multiply_at(bc, bcd_bar, dd, q, k, r);
    multiply_bt(bcd_bar, d, bc_bar, k, r, q);
    multiply_bt(bc_bar, c, db, k, q, n);
    multiply_at(b, bc_bar, dc, n, k, q);
    return sum / 2;
}
