"""The preventive work: role statements, a plan, activities, advice, notes, referrals."""
