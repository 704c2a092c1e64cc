internal import Foundation

/// The cosine of a part of half a turn.
func cosine(_ part: Double) -> Double { cos(Double.pi * min(max(part, 0), 1)) }
