// What every baseline shares: reads numbers, times a function of a problem, writes its result.
//   baseline value|derivative input output min_seconds
// Files hold doubles. The least time of a run in nanoseconds is printed.
#pragma once

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <vector>

namespace baseline {

// The input's numbers, one behind the other.
class Numbers {
public:
    explicit Numbers(const char* path) {
        std::FILE* file = std::fopen(path, "rb");
        if (!file) { std::perror(path); std::exit(2); }
        std::fseek(file, 0, SEEK_END);
        numbers.resize(std::ftell(file) / sizeof(double));
        std::rewind(file);
        if (std::fread(numbers.data(), sizeof(double), numbers.size(), file) != numbers.size()) { std::perror(path); std::exit(2); }
        std::fclose(file);
    }

    Numbers(const double* first, std::size_t count) : numbers(first, first + count) {}

    double number() { return numbers[next++]; }

    int integer() { return static_cast<int>(number()); }

    std::vector<double> array(std::size_t length) {
        next += length;
        return {numbers.begin() + (next - length), numbers.begin() + next};
    }

private:
    std::vector<double> numbers;
    std::size_t next = 0;
};

inline void write(const char* path, const std::vector<double>& numbers) {
    std::FILE* file = std::fopen(path, "wb");
    if (!file || std::fwrite(numbers.data(), sizeof(double), numbers.size(), file) != numbers.size()) { std::perror(path); std::exit(2); }
    std::fclose(file);
}

// A problem has value(), valueResult(), derivative() and derivativeResult().
template <class Problem>
int run(int count, char** arguments) {
    if (count != 5) { std::fprintf(stderr, "expected: value|derivative input output min_seconds\n"); return 2; }
    const bool isValue = std::strcmp(arguments[1], "value") == 0;
    Numbers input(arguments[2]);
    Problem problem(input);
    using Clock = std::chrono::steady_clock;
    double least = std::numeric_limits<double>::infinity(), total = 0;
    for (int runs = 0; runs < 3 || total < 1e9 * std::atof(arguments[4]); runs++) {
        const auto start = Clock::now();
        if (isValue) problem.value(); else problem.derivative();
        const double time = std::chrono::duration<double, std::nano>(Clock::now() - start).count();
        if (time < least) least = time;
        total += time;
    }

    write(arguments[3], isValue ? problem.valueResult() : problem.derivativeResult());
    std::printf("%.0f\n", least);
    return 0;
}

}  // namespace baseline
