// Bundle adjustment: the residuals and their sparse Jacobian in compressed rows.
#include "baseline.hpp"
#include "projection.hpp"

struct Adjustment {
    explicit Adjustment(baseline::Numbers& in) : n(in.integer()), m(in.integer()), p(in.integer()), cameras(repeat(in.array(11), n)), points(repeat(in.array(3), m)), weights(repeat(in.array(1), p)), seen(repeat(in.array(2), p)) {
        cameraOf.resize(p);
        pointOf.resize(p);
        for (int i = 0; i < p; i++) {
            cameraOf[i] = i % n;
            pointOf[i] = i % m;
        }

        errors.resize(3 * p);
        rows.resize(3 * p + 1);
        columns.resize(31 * static_cast<std::size_t>(p));
        values.resize(columns.size());
    }

    void value() {
        for (int i = 0; i < p; i++) {
            projection::residual(&cameras[11 * cameraOf[i]], &points[3 * pointOf[i]], weights[i], &seen[2 * i], &errors[2 * i]);
            errors[2 * p + i] = 1 - weights[i] * weights[i];
        }
    }

    void derivative() {
        const int firstPoint = 11 * n, firstWeight = firstPoint + 3 * m;
        const std::size_t last = 30 * static_cast<std::size_t>(p);
        for (int row = 0; row <= 2 * p; row++) rows[row] = 15 * row;
        for (int i = 0; i < p; i++) {
            int* column = &columns[30 * static_cast<std::size_t>(i)];
            for (int row = 0; row < 2; row++, column += 15) {
                for (int j = 0; j < 11; j++) column[j] = 11 * cameraOf[i] + j;
                for (int j = 0; j < 3; j++) column[11 + j] = firstPoint + 3 * pointOf[i] + j;
                column[14] = firstWeight + i;
            }

            projection::block(&cameras[11 * cameraOf[i]], &points[3 * pointOf[i]], weights[i], &seen[2 * i], &values[30 * static_cast<std::size_t>(i)]);
            columns[last + i] = firstWeight + i;
            values[last + i] = -2 * weights[i];
            rows[2 * p + i + 1] = static_cast<int>(last) + i + 1;
        }
    }

    std::vector<double> valueResult() const { return {errors[0], errors[1], static_cast<double>(p), errors[2 * p], static_cast<double>(p)}; }

    std::vector<double> derivativeResult() const {
        std::vector<double> all(rows.begin(), rows.begin() + 30);
        all.push_back(rows.back());
        all.insert(all.end(), columns.begin(), columns.begin() + 30);
        all.push_back(columns.back());
        all.insert(all.end(), values.begin(), values.begin() + 30);
        all.push_back(values.back());
        return all;
    }

private:
    static std::vector<double> repeat(const std::vector<double>& numbers, int times) {
        std::vector<double> all;
        all.reserve(numbers.size() * times);
        for (int i = 0; i < times; i++) all.insert(all.end(), numbers.begin(), numbers.end());
        return all;
    }

    int n, m, p;
    std::vector<double> cameras, points, weights, seen, errors, values;
    std::vector<int> cameraOf, pointOf, rows, columns;
};

int main(int count, char** arguments) { return baseline::run<Adjustment>(count, arguments); }
