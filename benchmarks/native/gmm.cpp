// A Gaussian mixture: its log-posterior and the gradient.
#include "mixture.hpp"

int main(int count, char** arguments) { return baseline::run<Mixture>(count, arguments); }
