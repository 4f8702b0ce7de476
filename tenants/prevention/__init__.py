"""The preventive work: role statements, a plan, activities, columns, advice, notes, referrals."""
